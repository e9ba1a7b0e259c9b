import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { staffRoutes } from "../routes/staff.ts";

export const handler = apiHandler(await lambdaApp(), staffRoutes);
