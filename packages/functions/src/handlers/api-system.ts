import { lambdaApp } from "../app.ts";
import { unmatched } from "../docs/description.ts";
import { apiHandler } from "../http.ts";
import { systemRoutes } from "../routes/system.ts";

export const handler = apiHandler(await lambdaApp(), systemRoutes, unmatched);
