import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { backupRoutes } from "../routes/backup.ts";

export const handler = apiHandler(await lambdaApp(), backupRoutes);
