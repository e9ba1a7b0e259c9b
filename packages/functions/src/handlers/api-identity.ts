import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { identityRoutes } from "../routes/identity.ts";

export const handler = apiHandler(await lambdaApp(), identityRoutes);
