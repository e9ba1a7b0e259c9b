import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { serverRoutes } from "../routes/server.ts";

export const handler = apiHandler(await lambdaApp(), serverRoutes);
