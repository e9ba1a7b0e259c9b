import * as Audit from "@hostwright/core/audit";
import { z } from "zod";
import { route } from "../route.ts";
import { privacyRoutes } from "./privacy.ts";

const tag = "Audit";

export const auditRoutes = [
  route("GET /v1/audit", Audit.listAudit, {
    answer: Audit.auditList,
    tag,
    summary: "List what was done, and by whom",
    description: "Commands, sign-ins, refusals and security events, with who, from where, and what changed.",
  }),
  route("GET /v1/audit/stream", Audit.streamAudit, {
    answer: Audit.auditStream,
    tag,
    summary: "Follow the audit trail",
    description:
      "Sealed entries in the order of their chain and without gaps: ask with `next` as `after`. Entries are sealed within a minute.",
  }),
  route("GET /v1/audit/export", Audit.exportAudit, {
    // A document: its text and headers are the operation's.
    answer: z.unknown(),
    document: {},
    tag,
    summary: "Take the audit trail away as CSV or JSON",
  }),
  route("GET /v1/audit/integrity", Audit.auditIntegrity, {
    answer: Audit.integrityAnswer,
    tag,
    summary: "Verify the audit trail",
    description: "Looks at 5,000 entries from `from` on; what was changed, removed or put in is named.",
  }),
  route("GET /v1/audit/alerts", Audit.listAlerts, {
    answer: Audit.alertList,
    tag,
    summary: "List what looked suspicious",
  }),
  route("GET /v1/operator/audit/alerts", Audit.listAlertsAsOperator, {
    answer: Audit.alertList,
    tag: "Operators",
    summary: "List what looked suspicious anywhere",
  }),
  route("GET /v1/audit/settings", Audit.getAuditSettings, {
    answer: Audit.settingsAnswer,
    tag,
    summary: "Get how long the audit trail is kept",
  }),
  route("PUT /v1/audit/settings", Audit.setAuditSettings, {
    answer: Audit.settingsAnswer,
    tag,
    summary: "Change how long the audit trail is kept, and which rules warn",
    description: "Never less than 90 days. Shorter than before, what is older goes within a day.",
  }),
  route("GET /v1/operator/audit", Audit.listAuditAsOperator, {
    answer: Audit.auditList,
    tag: "Operators",
    summary: "List what was done anywhere, and by whom",
  }),
  route("GET /v1/operator/audit/integrity", Audit.auditIntegrityAsOperator, {
    answer: Audit.integrityAnswer,
    tag: "Operators",
    summary: "Verify a tenant's audit trail, or the platform's",
  }),
  route("PUT /v1/operator/tenants/{id}/audit-settings", Audit.setAuditSettingsAsOperator, {
    answer: Audit.settingsAnswer,
    tag: "Operators",
    summary: "Change how long a tenant's audit trail is kept",
    description: "Below 90 days too.",
  }),
  ...privacyRoutes,
];
