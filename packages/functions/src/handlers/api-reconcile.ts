import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { reconcileRoutes } from "../routes/reconcile.ts";

export const handler = apiHandler(await lambdaApp(), reconcileRoutes);
