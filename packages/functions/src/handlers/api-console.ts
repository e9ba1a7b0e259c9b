import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { consoleRoutes } from "../routes/console.ts";

export const handler = apiHandler(await lambdaApp(), consoleRoutes);
