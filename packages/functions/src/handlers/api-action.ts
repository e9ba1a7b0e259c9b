import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { actionRoutes } from "../routes/action.ts";

export const handler = apiHandler(await lambdaApp(), actionRoutes);
