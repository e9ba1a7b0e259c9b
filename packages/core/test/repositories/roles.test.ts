import { beforeEach, expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import {
  createRole,
  deleteRole,
  grantableRole,
  grantOf,
  listRoles,
  scopeIn,
  updateRole,
} from "../../src/access/index.ts";
import { changeRole } from "../../src/identity/index.ts";
import { jsonOut } from "../../src/kernel/database/index.ts";
import { type Actor, newId, openCtx, type Permission, type Tables } from "../../src/kernel/index.ts";
import { useStage } from "../stage.ts";
import { run } from "../world.ts";

const refusal = (message: string) => expect.objectContaining({ message: expect.stringContaining(message) });
const inField = (name: string) =>
  expect.objectContaining({ code: "invalid_input", details: { fields: [expect.objectContaining({ name })] } });

describeOnEachDatabase<Tables>("a tenant's own roles", (opened) => {
  const staged = useStage(opened);
  const tenantIn = (actor: Actor) => (actor.type === "user" ? actor.tenant : "");
  const make = (permissions: Permission[], name = "Deployment", actor = staged().ada) =>
    run(staged().world, actor, createRole, { name, permissions });
  const grantable = (actor: Actor, role: string) =>
    grantableRole(
      openCtx({ app: staged().world.app, actor, requestId: "req_1" }, staged().world.app.db.kysely),
      tenantIn(staged().ada),
      role,
      "role:manage",
    );
  const member = (role: string, actor = staged().ada, user = newId("usr", staged().world.clock.now())) =>
    staged()
      .world.app.db.kysely.insertInto("memberships")
      .values({
        tenant_id: tenantIn(actor),
        user_id: user,
        role,
        scope: null,
        created_at: staged().world.clock.now(),
      })
      .execute();
  beforeEach(async () => {
    for (const owner of [staged().ada, staged().eve])
      if (owner.type === "user") await member("owner", owner, owner.user);
  });
  /** A person of the tenant who may manage roles, and otherwise only these. */
  const lesser = async (...permissions: Permission[]): Promise<Actor> => {
    const { ada } = staged();
    if (ada.type !== "user") throw new Error("Ada is a person");
    const user = newId("usr", staged().world.clock.now());
    const { role } = await make(["role:manage", ...permissions], "Lesser");
    await member(role.id, ada, user);
    return { ...ada, user, permissions: new Set<Permission>(["role:manage", ...permissions]) };
  };

  test("stand beside the built-in ones, with what each allows and how many have it", async () => {
    const { role } = await make(["server:power", "server:read"]);
    await member(role.id);
    const { roles, permissions } = await run(staged().world, staged().ada, listRoles);
    expect(roles.map(({ name, built_in }) => [name, built_in])).toEqual([
      ["owner", true],
      ["admin", true],
      ["member", true],
      ["read-only", true],
      ["Deployment", false],
    ]);
    expect(roles.at(-1)).toMatchObject({ id: role.id, permissions: ["server:read", "server:power"], members: 1 });
    expect(permissions.find(({ name }) => name === "server:delete")).toMatchObject({ grantable: true });
    expect(permissions.filter(({ name }) => /^(operator|public|account):/.test(name))).toEqual([]);
    expect((await run(staged().world, staged().eve, listRoles)).roles).toHaveLength(4);
  });

  test("never allow more than their maker may do, nor what is not a tenant's", async () => {
    const few = await lesser("server:read");
    await expect(make(["server:read", "server:delete"], "More", few)).rejects.toEqual(inField("permissions"));
    await expect(make(["operator:hold"])).rejects.toEqual(inField("permissions"));
    const { role } = await make(["server:read", "server:delete"]);
    await expect(grantable(few, role.id)).rejects.toEqual(inField("role"));
    await expect(grantable(few, "owner")).rejects.toEqual(inField("role"));
    await expect(
      run(staged().world, few, updateRole, { id: role.id, name: "Mine", permissions: ["server:delete"] }),
    ).rejects.toEqual(inField("permissions"));
    await expect(run(staged().world, few, updateRole, { id: role.id, permissions: ["server:read"] })).rejects.toEqual(
      inField("permissions"),
    );
    expect(await grantable(staged().ada, role.id)).toEqual({ role: role.id, name: "Deployment" });
    await expect(grantable(staged().ada, "rol_none")).rejects.toEqual(inField("role"));
  });

  test("are not made to allow more by lifting the scope of somebody who has one", async () => {
    const { world, ada } = staged();
    const id = newId("usr", world.clock.now());
    const user = { id, email: "bob@example.com", name: "Bob", password_hash: "", language: null, operator_roles: null };
    await world.app.db.kysely
      .insertInto("users")
      .values({ ...user, created_at: world.clock.now() })
      .execute();
    const few = await lesser("member:manage", "server:read");
    const { role } = await make(["server:read", "webhook:manage"]);
    await member(role.id, ada, id);
    await run(world, ada, changeRole, { id, scope: "env=staging" });
    await expect(run(world, few, changeRole, { id, scope: null })).rejects.toEqual(inField("role"));
  });

  test("leave in the audit trail what each changed field was and is, and nothing of the others", async () => {
    const { role } = await make(["server:read"]);
    await run(staged().world, staged().ada, updateRole, { id: role.id, permissions: ["server:read", "server:power"] });
    await run(staged().world, staged().ada, updateRole, { id: role.id, name: "Releases" });
    const rows = await staged()
      .world.app.db.kysely.selectFrom("audit_log")
      .select("changes")
      .where("resource_id", "=", role.id)
      .where("command", "=", "role.update")
      .orderBy("id")
      .execute();
    expect(rows.map((row) => jsonOut(row.changes))).toEqual([
      { permissions: { before: ["server:read"], after: ["server:read", "server:power"] } },
      { name: { before: "Deployment", after: "Releases" } },
    ]);
  });

  test("have a name of their own", async () => {
    await make(["server:read"]);
    await expect(make(["server:read"], "DEPLOYMENT")).rejects.toMatchObject({ code: "uniqueness_error" });
    await expect(make(["server:read"], "Owner")).rejects.toEqual(inField("name"));
    await make(["server:read"], "Deployment", staged().eve);
  });

  test("are another tenant's not to change, delete or give", async () => {
    const { role } = await make(["server:read"], "Theirs", staged().eve);
    const id = role.id;
    await expect(run(staged().world, staged().ada, updateRole, { id, name: "Mine" })).rejects.toEqual(
      refusal("not found"),
    );
    await expect(run(staged().world, staged().ada, deleteRole, { id })).rejects.toEqual(refusal("not found"));
    await expect(grantable(staged().ada, id)).rejects.toEqual(inField("role"));
  });

  test("are deleted once nobody has them", async () => {
    const { role } = await make(["server:read"]);
    await member(role.id);
    await expect(run(staged().world, staged().ada, deleteRole, { id: role.id })).rejects.toMatchObject({
      code: "conflict",
    });
    await staged().world.app.db.kysely.deleteFrom("memberships").where("role", "=", role.id).execute();
    await run(staged().world, staged().ada, deleteRole, { id: role.id });
    expect((await run(staged().world, staged().ada, listRoles)).roles).toHaveLength(4);
  });

  test("grant a person's own account beside what they were made of, and within a scope nothing that reaches beyond", () => {
    const custom = ["server:read", "webhook:manage", "operator:hold", "gone:permission"];
    expect([...grantOf({ role: "rol_1", scope: null, custom }).permissions]).toEqual(
      expect.arrayContaining(["account:read", "server:read", "webhook:manage"]),
    );
    expect(grantOf({ role: "rol_1", scope: null, custom }).permissions.has("operator:hold")).toBe(false);
    const scoped = grantOf({ role: "owner", scope: "env=test", custom: null });
    expect(scoped.scope).toBe("env=test");
    expect([...scoped.permissions].filter((one) => /^(key|role|webhook):/.test(one))).toEqual([]);
    expect(grantOf({ role: "rol_gone", scope: null, custom: null }).permissions.has("server:read")).toBe(false);
  });

  test("a scope that limits nothing is none", () => {
    expect(scopeIn("  ")).toBeNull();
    expect(scopeIn(" env=prod ")).toBe("env=prod");
    expect(() => scopeIn("env in prod")).toThrow();
  });
});
