import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { placementRoutes } from "../routes/placement.ts";

export const handler = apiHandler(await lambdaApp(), placementRoutes);
