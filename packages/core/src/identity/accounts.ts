import { z } from "zod";
import { operatorRole, role } from "../access/index.ts";
import { isUniqueViolation, jsonIn } from "../kernel/database/index.ts";
import { AppError, type Ctx, command, invalidField, isId } from "../kernel/index.ts";
import { hashPassword } from "./password.ts";

/** Makes a person: an operator, or a member of a tenant (or both), by id or by name, which is made too where there is none of that name. */
export const createAccount = command({
  name: "account.create",
  permission: "operator:account",
  input: z.strictObject({
    email: z.email().max(254),
    name: z.string().min(1).max(100),
    password: z.string().min(12).max(1024),
    member: z.strictObject({ tenant: z.string().min(1).max(100), role }).optional(),
    /** What they are on the platform itself. */
    operator: z.array(operatorRole).min(1).optional(),
  }),
  async run(ctx, { email, name, password, member, operator }) {
    if (!member && !operator) throw invalidField("member", "give a tenant, operator roles, or both");
    const id = ctx.id("usr");
    const row = {
      id,
      email: email.toLowerCase(),
      name,
      password_hash: await hashPassword(password),
      created_at: ctx.now,
    };
    try {
      await ctx.db
        .insertInto("users")
        .values({ ...row, operator_roles: operator ? jsonIn(operator) : null })
        .execute();
    } catch (error) {
      if (isUniqueViolation(error) === undefined) throw error;
      throw new AppError("uniqueness_error", "this e-mail address has an account already", {
        fields: [{ name: "email", messages: ["taken"] }],
      });
    }
    let tenant: string | null = null;
    if (member) {
      const known = await tenantNamed(ctx, member.tenant);
      tenant = known ?? ctx.id("ten");
      if (!known)
        await ctx.db.insertInto("tenants").values({ id: tenant, name: member.tenant, created_at: ctx.now }).execute();
      const membership = { tenant_id: tenant, user_id: id, role: member.role, scope: null, created_at: ctx.now };
      await ctx.db.insertInto("memberships").values(membership).execute();
    }
    ctx.audit({
      tenant,
      resource: { type: "user", id },
      changes: { name, role: member?.role ?? null, operator: operator ?? null },
    });
    return { user: id, tenant };
  },
});

const SHOWN = 10;

/**
 * A tenant by its id, or by its name where no other has the same; undefined: there is none of that name.
 * @throws AppError `invalid_input` that lists those it could be
 */
async function tenantNamed(ctx: Ctx, wanted: string): Promise<string | undefined> {
  const tenants = ctx.db.selectFrom("tenants").select("id");
  if (isId("ten", wanted)) {
    const row = await tenants.where("id", "=", wanted).executeTakeFirst();
    if (!row) throw invalidField("member.tenant", "there is no tenant with this id");
    return row.id;
  }
  const rows = await tenants
    .where("name", "=", wanted)
    .orderBy("id")
    .limit(SHOWN + 1)
    .execute();
  if (rows.length < 2) return rows[0]?.id;
  const ids = rows.slice(0, SHOWN).map(({ id }) => id);
  throw invalidField(
    "member.tenant",
    `several tenants have this name; give the id of one: ${ids.join(", ")}${rows.length > SHOWN ? ", …" : ""}`,
  );
}
