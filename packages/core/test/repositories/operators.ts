import { expect, test } from "vitest";
import { createAccount, listOperators, setOperatorRoles } from "../../src/identity/index.ts";
import { operatorFor } from "../../src/identity/operator-person-for.ts";
import { operatorActor } from "../../src/identity/operator-roles.ts";
import { openSession } from "../../src/identity/session.ts";
import type { Database } from "../../src/kernel/database/index.ts";
import { AppError, isId, openCtx, system, type Tables } from "../../src/kernel/index.ts";
import { createWorld, run } from "../world.ts";

const cli = system("cli");
const ISSUER = "https://login.hostwright.test";
const settings = {
  HOSTWRIGHT_OPERATOR_OIDC_ISSUER: ISSUER,
  HOSTWRIGHT_OPERATOR_OIDC_ROLES: new Set(["help desk=support"]),
};

/** Operators, on a database where there are none yet. */
export function testOperators(database: () => Database<Tables>): void {
  const world = () => {
    const { app, ...rest } = createWorld(database());
    return { ...rest, app: { ...app, config: { ...app.config, ...settings } } };
  };
  const ctxOf = ({ app }: ReturnType<typeof world>) =>
    openCtx({ app, actor: { type: "anonymous" }, requestId: "req_1" }, app.db.kysely);
  const operator = async (here: ReturnType<typeof world>, email: string, roles: string[]) => {
    const { user } = await run(here, cli, createAccount, {
      email,
      name: email,
      password: "x".repeat(12),
      operator: roles,
    });
    if (!isId("usr", user)) throw new Error("no user");
    return user;
  };

  test("operators come in by their provider with what it allows, are listed with when they were here, and lose it at once", async () => {
    const here = world();
    const admin = await operator(here, "admin@hostwright.test", ["admin"]);
    const user = await operator(here, "help@hostwright.test", ["support", "finance"]);
    const claims = { sub: "h", email: "Help@hostwright.test", email_verified: true, groups: ["help desk"] };
    const person = await operatorFor(ctxOf(here), ISSUER, claims);
    expect(person).toMatchObject({ id: user, allowed: ["support"] });
    await openSession(ctxOf(here), { user, member: null, method: "oidc", allowed: ["support"], issuer: ISSUER });
    const { id } = await here.app.db.kysely
      .selectFrom("sessions")
      .select("id")
      .where("user_id", "=", user)
      .executeTakeFirstOrThrow();
    if (!isId("ses", id)) throw new Error("no session");
    const actor = await operatorActor(here.app, user, id);
    const has = (permission: "operator:support" | "operator:hold" | "account:manage") =>
      "permissions" in actor && actor.permissions.has(permission);
    expect([has("operator:support"), has("account:manage")]).toEqual([true, false]);
    const seen = here.clock.now().toISOString();
    const first = await run(here, cli, listOperators, { limit: 1 });
    const rest = await run(here, cli, listOperators, { cursor: first.meta.pagination.next_cursor ?? "" });
    expect([...first.operators, ...rest.operators]).toMatchObject([
      { id: admin, roles: ["admin"], provider: false, last_seen: null },
      { id: user, roles: ["support", "finance"], provider: true, last_seen: seen },
    ]);
    const stranger = await operatorFor(ctxOf(here), ISSUER, { ...claims, sub: "other" });
    expect(stranger instanceof AppError && stranger.code).toBe("conflict");
    expect(await operatorFor(ctxOf(here), `${ISSUER}/new`, { ...claims, sub: "other" })).toMatchObject({ id: user });
    await run(here, cli, setOperatorRoles, { id: user, roles: ["finance"] });
    await expect(operatorActor(here.app, user, id)).rejects.toMatchObject({ code: "unauthorized" });
    await expect(run(here, cli, setOperatorRoles, { id: admin, roles: [] })).rejects.toMatchObject({
      code: "conflict",
    });
    await run(here, cli, setOperatorRoles, { id: user, roles: [] });
    expect((await run(here, cli, listOperators)).operators.map((one) => one.id)).toEqual([admin]);
  });
}
