import { grantOf, meets, parseSelector } from "../access/index.ts";
import { jsonOut } from "../kernel/database/index.ts";
import type { Ctx } from "../kernel/index.ts";
import { serverCan } from "../server/index.ts";
import type { ConsoleRow } from "./end.ts";
import type { EndCode, Side } from "./frames.ts";

export const IDLE_MS = 15 * 60_000;

/** A console with all that decides whether it may go on. */
export interface Standing {
  row: ConsoleRow;
  /** Why it must end now. */
  over: EndCode | undefined;
}

/** Every open console with what it hangs on: its server, and what its user may do today. */
function standings(ctx: Pick<Ctx, "db">) {
  return ctx.db
    .selectFrom("consoles")
    .innerJoin("servers", "servers.id", "consoles.server_id")
    .leftJoin("sessions", "sessions.id", "consoles.session_id")
    .leftJoin("memberships", (join) =>
      join
        .onRef("memberships.user_id", "=", "consoles.user_id")
        .onRef("memberships.tenant_id", "=", "consoles.tenant_id"),
    )
    .leftJoin("roles", "roles.id", "memberships.role")
    .selectAll("consoles")
    .select(["servers.status", "servers.holds", "servers.deleted_at", "servers.labels"])
    .select(["sessions.id as signed_in", "sessions.revoked_at"])
    .select(["memberships.role", "memberships.scope", "roles.permissions as custom"])
    .where("consoles.ended_at", "is", null);
}

type Row = Awaited<ReturnType<ReturnType<typeof standings>["execute"]>>[number];

/** Judged anew for every message: a hold, a deletion or a lost role counts from its commit. */
function judge(row: Row, now: Date): EndCode | undefined {
  if (row.holds > 0) return "server_suspended";
  if (row.deleted_at) return "server_stopped";
  if (!serverCan.console({ status: row.status, suspended: false, managed_elsewhere: false }).ok)
    return "server_stopped";
  if (!mayWatch(row) || !row.signed_in || row.revoked_at) return "permission_lost";
  if (row.ends_at <= now) return "time_limit";
  return now.getTime() - row.input_at.getTime() > IDLE_MS ? "idle" : undefined;
}

function mayWatch({ role, scope, custom, labels }: Row): boolean {
  if (role === null) return false;
  const grant = grantOf({ role, scope, custom: jsonOut(custom) });
  return grant.permissions.has("server:console") && meets(jsonOut(labels), parseSelector(grant.scope));
}

/** The open console one of whose sides has that connection, and which side. */
export async function consoleAt(
  ctx: Pick<Ctx, "db" | "now">,
  connection: string,
): Promise<(Standing & { side: Side }) | undefined> {
  const row = await standings(ctx)
    .where((eb) =>
      eb.or([eb("consoles.browser_connection", "=", connection), eb("consoles.relay_connection", "=", connection)]),
    )
    .executeTakeFirst();
  if (!row) return undefined;
  return { row, over: judge(row, ctx.now), side: row.browser_connection === connection ? "browser" : "relay" };
}

/** The open consoles, oldest first. */
export async function openConsoles(ctx: Pick<Ctx, "db" | "now">, limit: number): Promise<Standing[]> {
  const rows = await standings(ctx).orderBy("consoles.id").limit(limit).execute();
  return rows.map((row) => ({ row, over: judge(row, ctx.now) }));
}
