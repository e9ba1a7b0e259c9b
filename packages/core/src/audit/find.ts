import type { Kysely, SelectQueryBuilder } from "kysely";
import { inScope } from "../access/index.ts";
import { PLATFORM_CHAIN } from "../kernel/audit-row.ts";
import { jsonAsText } from "../kernel/database/index.ts";
import { actorId, type Ctx, firstIdAt } from "../kernel/index.ts";
import { addressIndex } from "../kernel/personal.ts";
import type { Tables } from "../kernel/tables.ts";
import type { AuditFilters } from "./schema.ts";

const DAY = 24 * 3600 * 1000;
/** How far back a text is looked for where nobody says. */
const TEXT_DAYS = 90;

type Rows<O> = SelectQueryBuilder<Tables, "audit_log", O>;

/** Rows that the actor reaches: within a scope, what was done to those servers, and what one has done oneself. */
export function reachedBy<O>(ctx: Ctx, rows: Rows<O>): Rows<O> {
  const [condition] = inScope(ctx, "audit_log.resource_id");
  if (!condition) return rows;
  return rows.where((eb) => eb.or([condition, eb("audit_log.actor_id", "=", actorId(ctx.actor))]));
}

/** Text for LIKE that stands for itself. */
const literally = (text: string): string => text.replaceAll(/[\\%_]/g, "\\$&");

/**
 * Rows that a filter lets through. A tenant does not see which operator it was nor from where, so it does not find that out
 * by asking for one either. Times are told by ids, which begin with them: no index of its own is needed.
 */
export function narrowed<O>(ctx: Ctx, rows: Rows<O>, filters: AuditFilters, forTenant: boolean): Rows<O> {
  const { tenant, resource, actor, command, outcome, to, address, request, q } = filters;
  const from = filters.from ?? (q ? new Date(ctx.now.getTime() - TEXT_DAYS * DAY).toISOString() : undefined);
  let found = rows;
  if (forTenant && (actor || address)) found = found.where("actor_type", "!=", "operator");
  if (forTenant && address) found = found.where("support_id", "is", null);
  if (tenant)
    found = tenant === PLATFORM_CHAIN ? found.where("tenant_id", "is", null) : found.where("tenant_id", "=", tenant);
  if (resource) found = found.where("resource_id", "=", resource);
  if (actor) found = found.where("actor_id", "=", actor);
  if (command?.endsWith("*")) found = found.where("command", "like", `${literally(command.slice(0, -1))}%`);
  else if (command) found = found.where("command", "=", command);
  if (outcome) found = found.where("outcome", "=", outcome);
  if (from) found = found.where("audit_log.id", ">=", firstIdAt("aud", new Date(from)));
  if (to) found = found.where("audit_log.id", "<", firstIdAt("aud", new Date(to)));
  if (address) found = found.where("address_index", "=", addressIndex(ctx.app.config.HOSTWRIGHT_SEAL_KEY, address));
  if (request) found = found.where("request_id", "=", request);
  if (q) {
    const like = `%${literally(q.toLowerCase())}%`;
    const changes = jsonAsText(ctx.db, "audit_log.changes");
    found = found.where((eb) =>
      eb.or([
        eb("command", "like", like),
        eb("resource_id", "like", like),
        eb("resource_type", "like", like),
        eb(changes, "like", like),
      ]),
    );
  }
  return found;
}

export const auditRows = (db: Kysely<Tables>) => db.selectFrom("audit_log").selectAll("audit_log");
