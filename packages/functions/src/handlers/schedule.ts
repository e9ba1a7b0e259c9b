import { createAnchors } from "../anchors.ts";
import { lambdaApp } from "../app.ts";
import { createObjects } from "../objects.ts";
import { scheduleHandler } from "../schedule.ts";

export const handler = scheduleHandler(await lambdaApp({ anchors: createAnchors, objects: createObjects }));
