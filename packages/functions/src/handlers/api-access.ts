import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { accessRoutes } from "../routes/access.ts";

export const handler = apiHandler(await lambdaApp(), accessRoutes);
