import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { quotaRoutes } from "../routes/quota.ts";

export const handler = apiHandler(await lambdaApp(), quotaRoutes);
