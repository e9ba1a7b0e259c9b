import type { OperatorRole, Role } from "@hostwright/core/access";
import { applyCatalog } from "@hostwright/core/catalog";
import { createAccount } from "@hostwright/core/identity";
import { type App, execute, system } from "@hostwright/core/kernel";
import { applyPools } from "@hostwright/core/network";
import type { JWK } from "jose";
import { demoCatalog } from "./catalog.ts";

export interface DemoSecrets {
  demo_password: string;
  relay_keys: Record<string, JWK>;
}

interface DemoUser {
  email: string;
  name: string;
  member?: { tenant: string; role: Role };
  operator?: OperatorRole[];
}

/** Everybody who can sign in to the demo; all with the same password. */
export const DEMO_USERS: DemoUser[] = [
  { email: "demo@hostwright.test", name: "Dana Demo", member: { tenant: "Acme Studios", role: "owner" } },
  { email: "viewer@hostwright.test", name: "Vic Viewer", member: { tenant: "Acme Studios", role: "read-only" } },
  { email: "second@hostwright.test", name: "Sam Second", member: { tenant: "Northwind Labs", role: "owner" } },
  { email: "support@hostwright.test", name: "Simon Support", operator: ["support"] },
  { email: "operator@hostwright.test", name: "Olga Operator", operator: ["admin"] },
];

/** Fills an empty installation with the demo: people, plans, images, locations, addresses. Leaves any other alone. */
export async function seedDemo(app: App, secrets: DemoSecrets): Promise<void> {
  const call = { app, actor: system("demo"), requestId: "demo" };
  const catalog = demoCatalog(secrets.relay_keys);
  // The last account is made last: while it is missing, an earlier start was cut short, and each part is made whole.
  if (await hasAccount(app, DEMO_USERS.at(-1)?.email ?? "")) return;
  await execute(call, applyCatalog, catalog);
  for (const { name, pools } of catalog.locations) await execute(call, applyPools, { location: name, pools });
  for (const user of DEMO_USERS)
    if (!(await hasAccount(app, user.email)))
      await execute(call, createAccount, { ...user, password: secrets.demo_password });
}

async function hasAccount(app: App, email: string): Promise<boolean> {
  const row = await app.db.kysely.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst();
  return row !== undefined;
}
