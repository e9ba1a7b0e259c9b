import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { catalogRoutes } from "../routes/catalog.ts";

export const handler = apiHandler(await lambdaApp(), catalogRoutes);
