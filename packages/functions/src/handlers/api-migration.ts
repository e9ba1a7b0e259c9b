import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { migrationRoutes } from "../routes/migration.ts";

export const handler = apiHandler(await lambdaApp(), migrationRoutes);
