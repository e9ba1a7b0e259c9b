import { lambdaApp } from "../app.ts";
import { resultsHandler } from "../results.ts";

export const handler = resultsHandler(await lambdaApp());
