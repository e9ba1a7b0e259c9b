import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { firewallRoutes } from "../routes/firewall.ts";

export const handler = apiHandler(await lambdaApp(), firewallRoutes);
