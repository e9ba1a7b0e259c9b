import { lambdaApp } from "../app.ts";
import { stepHandler } from "../step.ts";

export const handler = stepHandler(await lambdaApp());
