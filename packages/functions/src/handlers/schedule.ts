import { createAnchors } from "../anchors.ts";
import { lambdaApp } from "../app.ts";
import { scheduleHandler } from "../schedule.ts";

export const handler = scheduleHandler(await lambdaApp({ anchors: createAnchors }));
