import { beforeEach, expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { listAlerts, sealAudit, setAuditSettings, watchAudit } from "../../src/audit/index.ts";
import { jsonOut } from "../../src/kernel/database/index.ts";
import { type Actor, command, execute, newId, type Origin, type Tables } from "../../src/kernel/index.ts";
import { run } from "../world.ts";
import { type AuditStage, auditStage, noted, ORIGIN } from "./stage.ts";

describeOnEachDatabase<Tables>("what is suspicious", (opened) => {
  let stage: AuditStage;
  const bob = newId("usr", new Date(1));
  beforeEach(async () => {
    stage = await auditStage(opened());
    for (const table of ["audit_alerts", "memberships", "users", "outbox"] as const)
      await stage.db.deleteFrom(table).execute();
    const now = stage.world.clock.now();
    const person = { id: bob, email: "bob@example.com", name: "Bob", password_hash: "", language: null };
    await stage.db
      .insertInto("users")
      .values({ ...person, operator_roles: null, created_at: now })
      .execute();
    await stage.db
      .insertInto("memberships")
      .values({ tenant_id: stage.tenant, user_id: bob, role: "owner", scope: null, created_at: now })
      .execute();
  });

  /** Does a command of that name, whatever it is. */
  async function does(name: string, note: object, { actor = stage.ada, origin = ORIGIN, refused = false } = {}) {
    await stage.world.clock.advance(1);
    const definition = command({
      name,
      permission: "public:login",
      input: noted,
      async run(ctx, input) {
        ctx.audit(input.note);
        const { AppError } = await import("../../src/kernel/index.ts");
        return refused ? new AppError("unauthorized", "no") : {};
      },
    });
    const call = { app: stage.app, actor, requestId: newId("req", stage.world.clock.now()), origin };
    await execute(call, definition, { note }).catch(() => undefined);
  }
  const stranger: Actor = { type: "anonymous" };
  const signIn = (origin: Origin) =>
    does(
      "auth.login",
      { tenant: stage.tenant, person: bob, resource: { type: "session", id: "ses_x" } },
      { actor: stranger, origin },
    );
  const failedSignIn = () =>
    does("auth.login", { resource: { type: "user", id: bob } }, { actor: stranger, refused: true });
  const looked = async () => {
    await sealAudit(stage.app);
    return watchAudit(stage.app);
  };
  const rules = async () => (await run(stage.world, stage.ada, listAlerts)).alerts.map(({ rule }) => rule).sort();
  /** Letters wait in the outbox for the post. */
  const mails = async () =>
    (await stage.db.selectFrom("outbox").select("payload").where("topic", "=", "mail").execute()).map(({ payload }) =>
      jsonOut(payload),
    );

  test("a sign-in from a new country or device is told once; the first one, and an update, are not", async () => {
    await signIn({ address: "203.0.113.1", userAgent: "Firefox/130", country: "DE" });
    await signIn({ address: "203.0.113.1", userAgent: "Firefox/131", country: "DE" });
    expect(await looked()).toBe(0);
    await signIn({ address: "198.51.100.1", userAgent: "Firefox/131", country: "BR" });
    await signIn({ address: "198.51.100.1", userAgent: "Chrome/131", country: "DE" });
    expect(await looked()).toBe(2);
    await signIn({ address: "198.51.100.1", userAgent: "Chrome/132", country: "BR" });
    expect(await looked()).toBe(0);
    expect(await rules()).toEqual(["new_country", "new_device"]);
    expect(await mails()).toMatchObject([{ to: "bob@example.com" }, { to: "bob@example.com" }]);
    expect(JSON.stringify(await mails())).not.toContain("198.51.100.1");
  });

  test("many failures, many deletions, a key in two places, and new power: each told once", async () => {
    for (let n = 0; n < 4; n++) await failedSignIn();
    const key: Actor = { type: "key", key: newId("key", new Date(2)), tenant: stage.tenant, permissions: new Set() };
    for (let n = 0; n < 4; n++) await does("server.delete", {});
    await does("server.start", {}, { actor: key });
    expect(await looked()).toBe(0);
    for (let n = 0; n < 3; n++) await failedSignIn();
    for (let n = 0; n < 3; n++) await does("server.delete", {});
    await does("server.start", {}, { actor: key, origin: { ...ORIGIN, address: "192.0.2.77" } });
    await does("member.change_role", { changes: { role: { before: "member", after: "owner" } } });
    await does("member.change_role", { changes: { role: { before: "owner", after: "member" } } });
    expect(await looked()).toBe(4);
    expect(await rules()).toEqual(["escalation", "key_two_places", "many_failures", "mass_deletion"]);
    if (stage.ada.type !== "user") throw new Error("Ada is a person");
    const scoped: Actor = { ...stage.ada, user: newId("usr", new Date(3)), scope: "env=staging" };
    expect((await run(stage.world, scoped, listAlerts)).alerts).toEqual([]);
    // Two who look at once, and one who looks again at what was looked at.
    await stage.db.updateTable("audit_chains").set({ watched_seq: 0 }).execute();
    expect((await Promise.all([watchAudit(stage.app), watchAudit(stage.app)])).reduce((a, b) => a + b)).toBe(0);
  });

  test("a tenant that wants to hear none of it hears none", async () => {
    await run(stage.world, stage.ada, setAuditSettings, { silenced_rules: ["mass_deletion"] });
    for (let n = 0; n < 6; n++) await does("server.delete", {});
    expect(await looked()).toBe(0);
  });
});
