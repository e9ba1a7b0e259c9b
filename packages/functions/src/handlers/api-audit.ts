import { createAnchors } from "../anchors.ts";
import { lambdaApp } from "../app.ts";
import { apiHandler } from "../http.ts";
import { auditRoutes } from "../routes/audit.ts";

export const handler = apiHandler(await lambdaApp({ anchors: createAnchors }), auditRoutes);
