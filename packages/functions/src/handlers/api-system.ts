import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { systemRoutes } from "../routes/system.ts";

export const handler = apiHandler(await lambdaApp(), systemRoutes);
