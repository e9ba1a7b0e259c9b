import { type OperatorRole, operatorPermissions, operatorRole } from "../access/index.ts";
import { jsonIn, jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx, command, decodeCursor, notFound, pageMeta, query, toPage } from "../kernel/index.ts";
import { writeStaffRoles } from "./letters.ts";
import { operatorListInput, setOperatorRolesInput } from "./operator-schema.ts";

/** Who works here: the operators of the platform and their roles. */
export const listOperators = query({
  name: "operator.role.list",
  permission: "operator:role",
  input: operatorListInput,
  async run(ctx, { limit, cursor, sort }) {
    const direction = sort === "created:desc" ? "desc" : "asc";
    const after = decodeCursor(cursor);
    let rows = people(ctx)
      .where("operator_roles", "is not", null)
      .orderBy("users.id", direction)
      .limit(limit + 1);
    if (after) rows = rows.where("users.id", direction === "desc" ? "<" : ">", after.id);
    const page = toPage(
      await rows.execute(),
      limit,
      ({ id }) => ({ value: "", id }),
      (row) => row,
    );
    return { operators: await views(ctx, page.items), meta: pageMeta(limit, page.nextCursor) };
  },
});

/**
 * Gives somebody the operator roles they have from now on, or none. It counts with their next request, whatever tokens
 * they hold. The platform keeps an admin.
 */
export const setOperatorRoles = command({
  name: "operator.role.set",
  permission: "operator:role",
  stepUp: true,
  input: setOperatorRolesInput,
  async run(ctx, { id, roles: wanted }) {
    const roles = operatorRole.options.filter((one) => wanted.includes(one));
    const staff = await lockStaff(ctx);
    const { actor } = ctx;
    if (actor.type === "operator" && !operatorPermissions(staff.get(actor.user) ?? []).has("operator:role"))
      throw new AppError("forbidden", "your role does not allow this any more");
    const person = await oneOf(ctx, id);
    const before = staff.get(id) ?? [];
    if (before.includes("admin") && !roles.includes("admin") && adminsOf(staff) === 1)
      throw new AppError("conflict", "this is the last admin: make somebody else one first");
    await ctx.db
      .updateTable("users")
      .set({ operator_roles: roles.length > 0 ? jsonIn(roles) : null })
      .where("id", "=", id)
      .execute();
    if (roles.length === 0) await forget(ctx, id);
    if (before.join() !== roles.join()) writeStaffRoles(ctx, person, before, roles);
    ctx.audit({ resource: { type: "user", id }, changes: { roles: { before, after: roles } } });
    const [operator] = await views(ctx, [await oneOf(ctx, id)]);
    if (!operator) throw notFound("operator");
    return { operator };
  },
});

/** Every operator's roles; nobody else changes any until this is through. */
async function lockStaff(ctx: Ctx): Promise<Map<string, OperatorRole[]>> {
  const rows = await ctx.db
    .selectFrom("users")
    .select(["id", "operator_roles"])
    .where("operator_roles", "is not", null)
    .orderBy("id")
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, jsonOut(row.operator_roles) ?? []]));
}

const adminsOf = (staff: Map<string, OperatorRole[]>): number =>
  [...staff.values()].filter((roles) => roles.includes("admin")).length;

/** No operator any more: their sessions as one end, and the provider's word for them opens nothing. */
async function forget(ctx: Ctx, user: string): Promise<void> {
  await ctx.db
    .updateTable("sessions")
    .set({ revoked_at: ctx.now })
    .where("user_id", "=", user)
    .where("tenant_id", "is", null)
    .where("revoked_at", "is", null)
    .execute();
  await ctx.db.deleteFrom("operator_identities").where("user_id", "=", user).execute();
}

const people = (ctx: Ctx) =>
  ctx.db.selectFrom("users").select(["users.id", "name", "email", "operator_roles", "created_at"]);
type Row = Awaited<ReturnType<ReturnType<typeof people>["execute"]>>[number];

async function oneOf(ctx: Ctx, id: string): Promise<Row> {
  const row = await people(ctx).where("users.id", "=", id).executeTakeFirst();
  if (!row) throw notFound("operator");
  return row;
}

async function views(ctx: Ctx, rows: readonly Row[]) {
  const ids = rows.map(({ id }) => id);
  const seen = await lastSeen(ctx, ids);
  const linked = await linkedOf(ctx, ids);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    roles: jsonOut(row.operator_roles) ?? [],
    you: ctx.actor.type === "operator" && ctx.actor.user === row.id,
    provider: linked.has(row.id),
    last_seen: seen.get(row.id)?.toISOString() ?? null,
    created: row.created_at.toISOString(),
  }));
}

/** When each was last here as an operator. */
async function lastSeen(ctx: Ctx, ids: string[]): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.db
    .selectFrom("sessions")
    .select((eb) => ["user_id", eb.fn.max("last_used_at").as("at")])
    .where("user_id", "in", ids)
    .where("tenant_id", "is", null)
    .groupBy("user_id")
    .execute();
  return new Map(rows.flatMap(({ user_id, at }) => (at ? [[user_id, at]] : [])));
}

async function linkedOf(ctx: Ctx, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await ctx.db.selectFrom("operator_identities").select("user_id").where("user_id", "in", ids).execute();
  return new Set(rows.map(({ user_id }) => user_id));
}
