import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { monitoringRoutes } from "../routes/monitoring.ts";

export const handler = apiHandler(await lambdaApp(), monitoringRoutes);
