import { auditList, listAudit } from "@hostwright/core/audit";
import { route } from "../route.ts";

export const auditRoutes = [
  route("GET /v1/audit", listAudit, { answer: auditList, tag: "Account", summary: "List what was done, and by whom" }),
];
