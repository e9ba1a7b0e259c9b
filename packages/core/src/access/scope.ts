import { type Expression, expressionBuilder, type SqlBool, sql } from "kysely";
import { type Actor, type Ctx, invalidField, type Permission, type Tables } from "../kernel/index.ts";
import { meets, parseSelector, type Requirement, selectorConditions } from "./selector.ts";

/**
 * Whoever is limited to some servers finds the others nowhere: not in lists and counts, not by id, not through their
 * actions, backups, consoles or audit rows. All that asks for servers takes its conditions from here.
 */

const scopeOf = (actor: Actor): Requirement[] =>
  actor.type === "user" || actor.type === "key" ? parseSelector(actor.scope, "scope") : [];

/** Whether the actor reaches some servers of their tenant only. */
export const isScoped = (ctx: Ctx): boolean => scopeOf(ctx.actor).length > 0;

/** Conditions on a query's `servers`; none for whoever reaches all. */
export const serversInScope = (ctx: Ctx): Expression<SqlBool>[] => selectorConditions(scopeOf(ctx.actor));

/** Conditions on a column that holds a server's id; what is not a server's is out of scope too. */
export function inScope(ctx: Ctx, column: string): Expression<SqlBool>[] {
  const conditions = serversInScope(ctx);
  if (conditions.length === 0) return [];
  const eb = expressionBuilder<Tables>();
  let servers = eb
    .selectFrom("servers")
    .select(sql<number>`1`.as("one"))
    .where("servers.id", "=", sql.ref<string>(column));
  for (const condition of conditions) servers = servers.where(condition);
  return [eb.exists(servers)];
}

/**
 * Nobody may make a server that they could not see, or lose one by its labels.
 * @throws AppError `invalid_input` naming `labels`
 */
export function requireInScope(ctx: Ctx, labels: Record<string, string>): void {
  const { actor } = ctx;
  if (meets(labels, scopeOf(actor)) || (actor.type !== "user" && actor.type !== "key")) return;
  throw invalidField("labels", `you reach servers with '${actor.scope}' only: give labels that match`);
}

/** What keeps its meaning within a scope: what reaches beyond servers (keys, webhooks, people) does not. */
const WITHIN_SCOPE = /^(server|address|firewall|backup|catalog|account):|^(action|audit):read$/;
export const withinScope = (permissions: Iterable<Permission>): ReadonlySet<Permission> =>
  new Set([...permissions].filter((one) => WITHIN_SCOPE.test(one)));
