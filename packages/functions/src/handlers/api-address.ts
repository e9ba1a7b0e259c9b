import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { addressRoutes } from "../routes/address.ts";

export const handler = apiHandler(await lambdaApp(), addressRoutes);
