import type { Opened } from "../../../../test/each-database.ts";
import { type Actor, type Id, newId, type Tables } from "../../src/kernel/index.ts";
import { type AuditStage, auditStage } from "./stage.ts";

export type Member = Extract<Actor, { type: "user" }>;

/** Acme and nobody else: Ada owns it, Bob is a member. Both have always just proved who they are. */
export async function privacyStage(opened: Opened<Tables>): Promise<{ stage: AuditStage; ada: Member; bob: Member }> {
  const stage = await auditStage(opened);
  for (const table of ["memberships", "sessions", "users", "tenants", "servers"] as const)
    await stage.db.deleteFrom(table).execute();
  const provedAt = async () => stage.world.clock.now();
  Object.assign(stage.world, { app: { ...stage.app, provedAt } });
  const made = { id: stage.tenant, name: "Acme", created_at: stage.world.clock.now() };
  await stage.db.insertInto("tenants").values(made).execute();
  const ada = await member(stage, "ada@example.com", "Ada Lovelace", "owner");
  const bob = await member(stage, "bob@example.com", "Bob Byte", "member");
  return { stage, ada, bob };
}

async function member(stage: AuditStage, email: string, name: string, role: string): Promise<Member> {
  await stage.world.clock.advance(1);
  const now = stage.world.clock.now();
  const id: Id<"usr"> = newId("usr", now);
  await stage.db
    .insertInto("users")
    .values({ id, email, name, password_hash: "secret-hash", language: null, operator_roles: null, created_at: now })
    .execute();
  await stage.db
    .insertInto("memberships")
    .values({ tenant_id: stage.tenant, user_id: id, role, scope: null, created_at: now })
    .execute();
  if (stage.ada.type !== "user") throw new Error("a user is needed");
  return { ...stage.ada, user: id };
}

/** Acme's own provider, which knows that member. */
export async function companySignIn(stage: AuditStage, { user: user_id }: Member): Promise<void> {
  const tenant_id = stage.tenant;
  const now = stage.world.clock.now();
  for (const table of ["sign_in_domains", "sign_in_providers", "company_identities"] as const)
    await stage.db.deleteFrom(table).execute();
  const provider = { issuer: "https://id.example.com", client_id: "acme", sealed_secret: "sealed", role: null };
  await stage.db
    .insertInto("sign_in_providers")
    .values({ tenant_id, ...provider, updated_at: now })
    .execute();
  await stage.db.insertInto("sign_in_domains").values({ domain: "example.com", tenant_id }).execute();
  await stage.db
    .insertInto("company_identities")
    .values({ hash: "0".repeat(64), tenant_id, user_id, created_at: now })
    .execute();
}
