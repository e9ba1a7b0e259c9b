import { jsonOut } from "../kernel/database/index.ts";
import type { Ctx } from "../kernel/index.ts";
import { type PersonalValues, withPersonal } from "../kernel/personal.ts";
import type { AuditRow } from "./chain.ts";
import { keysOfRows, originOf } from "./lookup.ts";
import { openPersonal } from "./person-keys.ts";
import type { AuditEntry } from "./schema.ts";

/** What stands for a value of a person who was erased, and for one that cannot be opened. */
const ERASED = "[erased]";
const UNREADABLE = "[unreadable]";

const isValues = (value: unknown): value is PersonalValues => typeof value === "object" && value !== null;

/** Rows as they are shown, with what is personal in them and the names actors go by now. */
export async function viewsOf(ctx: Ctx, rows: readonly AuditRow[], forTenant: boolean): Promise<AuditEntry[]> {
  const { app } = ctx;
  const [keys, names] = await Promise.all([keysOfRows(app, rows), namesOf(ctx, rows)]);
  return rows.map((row) => {
    // Staff are not to be found by those they suspend.
    const staff = forTenant && (row.actor_type === "operator" || row.support_id !== null);
    const origin = staff ? null : originOf(app, keys, row);
    const erased = origin === "erased";
    const where = origin === "erased" ? null : origin;
    const values = openPersonal(app.config.HOSTWRIGHT_SEAL_KEY, keys, {
      person: row.subject_id,
      about: `${row.id} changes`,
      text: row.subject_personal,
    });
    const changes = withPersonal(
      jsonOut(row.changes),
      isValues(values) ? values : null,
      values === "erased" ? ERASED : UNREADABLE,
    );
    return {
      id: row.id,
      at: row.at.toISOString(),
      tenant: row.tenant_id,
      actor: actorOf(row, names, forTenant),
      support:
        row.support_reason === null
          ? null
          : { operator: forTenant ? null : row.support_id, reason: row.support_reason },
      command: row.command,
      outcome: row.outcome,
      resource: row.resource_type && row.resource_id ? { type: row.resource_type, id: row.resource_id } : null,
      changes: isValues(changes) ? changes : {},
      request_id: row.request_id,
      address: erased ? ERASED : (where?.address ?? null),
      user_agent: erased ? ERASED : (where?.userAgent ?? null),
      country: where?.country ?? null,
      seq: row.seq === null ? null : Number(row.seq),
      hash: row.hash,
    };
  });
}

/** A tenant reads that an operator did it, not which one. */
function actorOf(row: AuditRow, names: ReadonlyMap<string, string>, forTenant: boolean): AuditEntry["actor"] {
  if (forTenant && row.actor_type === "operator") return { type: "operator", id: "operator", name: null };
  return { type: row.actor_type, id: row.actor_id, name: names.get(whoOf(row)) ?? null };
}

/** Who signs in has no session yet when it happens; once it has worked, it is known who it was. */
const whoOf = (row: AuditRow): string =>
  row.actor_type === "anonymous" && row.outcome === "done" && row.person_id?.startsWith("usr_")
    ? row.person_id
    : row.actor_id;

async function namesOf(ctx: Ctx, rows: readonly AuditRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = (type: (row: AuditRow) => boolean) => [...new Set(rows.filter(type).map(whoOf))];
  const people = ids(
    (row) => row.actor_type === "user" || row.actor_type === "operator" || whoOf(row) !== row.actor_id,
  );
  const keys = ids((row) => row.actor_type === "key");
  const users =
    people.length > 0
      ? await ctx.db.selectFrom("users").select(["id", "name"]).where("id", "in", people).execute()
      : [];
  const programs =
    keys.length > 0 ? await ctx.db.selectFrom("api_keys").select(["id", "name"]).where("id", "in", keys).execute() : [];
  return new Map([...users, ...programs].map(({ id, name }) => [id, name]));
}
