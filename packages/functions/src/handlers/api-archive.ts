import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { createObjects } from "../objects.ts";
import { archiveRoutes } from "../routes/archive.ts";

export const handler = apiHandler(await lambdaApp({ objects: createObjects }), archiveRoutes);
