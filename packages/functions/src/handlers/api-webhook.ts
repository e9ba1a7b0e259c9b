import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { webhookRoutes } from "../routes/webhook.ts";

export const handler = apiHandler(await lambdaApp(), webhookRoutes);
