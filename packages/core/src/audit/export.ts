import { command, tenantOf } from "../kernel/index.ts";
import { canonical } from "./chain.ts";
import { csv } from "./csv.ts";
import { auditPage } from "./queries.ts";
import { type AuditEntry, exportInput } from "./schema.ts";

/** Rows in one query: an answer of the Data API holds 1 MiB. */
const PAGE = 100;

const COLUMNS: readonly [name: string, value: (entry: AuditEntry) => string | number | null][] = [
  ["id", (entry) => entry.id],
  ["at", (entry) => entry.at],
  ["actor_type", (entry) => entry.actor.type],
  ["actor_id", (entry) => entry.actor.id],
  ["actor_name", (entry) => entry.actor.name],
  ["support_reason", (entry) => entry.support?.reason ?? null],
  ["command", (entry) => entry.command],
  ["outcome", (entry) => entry.outcome],
  ["resource_type", (entry) => entry.resource?.type ?? null],
  ["resource_id", (entry) => entry.resource?.id ?? null],
  ["changes", (entry) => canonical(entry.changes)],
  ["request_id", (entry) => entry.request_id],
  ["address", (entry) => entry.address],
  ["country", (entry) => entry.country],
  ["user_agent", (entry) => entry.user_agent],
  ["seq", (entry) => entry.seq],
  ["hash", (entry) => entry.hash],
];

/** Entries as a file, newest first. Taking it away is itself written down, so this is a command. */
export const exportAudit = command({
  name: "audit.export",
  permission: "audit:export",
  input: exportInput,
  async run(ctx, { format, cursor, limit, ...filters }) {
    const tenant = tenantOf(ctx);
    const entries: AuditEntry[] = [];
    let next: string | null | undefined = cursor;
    do {
      const asked = { ...filters, tenant, sort: "created:desc", limit: Math.min(PAGE, limit - entries.length) };
      const page = await auditPage(ctx, { ...asked, ...(next ? { cursor: next } : {}) }, true);
      entries.push(...page.entries);
      next = page.nextCursor;
    } while (next && entries.length < limit);
    ctx.audit({ resource: { type: "audit", id: tenant }, changes: { format, ...filters, entries: entries.length } });
    const text =
      format === "json"
        ? JSON.stringify({ entries, next_cursor: next ?? null })
        : csv(
            COLUMNS.map(([name]) => name),
            entries.map((entry) => COLUMNS.map(([, value]) => value(entry))),
          );
    return {
      text,
      headers: {
        "content-type": format === "json" ? "application/json" : "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="audit-${ctx.now.toISOString().slice(0, 10)}.${format}"`,
        "cache-control": "no-store",
        ...(next ? { "x-next-cursor": next } : {}),
      },
    };
  },
});
