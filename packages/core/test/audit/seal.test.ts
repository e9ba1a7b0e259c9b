import { beforeEach, expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { sealAudit, verifyChain } from "../../src/audit/index.ts";
import { jsonIn } from "../../src/kernel/database/index.ts";
import { type Actor, type App, insertAudit, newId, system, type Tables, transact } from "../../src/kernel/index.ts";
import { createWebhook, fanOut, updateWebhook } from "../../src/webhook/index.ts";
import { asOperator, run } from "../world.ts";
import { type AuditStage, auditStage } from "./stage.ts";

describeOnEachDatabase<Tables>("sealing", (opened) => {
  let stage: AuditStage;
  beforeEach(async () => {
    stage = await auditStage(opened());
  });
  const call = (app: App) => ({ app, actor: stage.ada, requestId: "req_test" });
  const hook = (events: string[]) =>
    stage.db
      .insertInto("webhooks")
      .values({
        id: newId("whk", stage.world.clock.now()),
        tenant_id: stage.tenant,
        url: "https://example.com",
        description: "",
        events: jsonIn(events),
        sealed_secret: "",
        active: true,
        disabled_reason: null,
        failing_since: null,
        created_at: stage.world.clock.now(),
      })
      .execute();
  const inOrder = async (rows: number) =>
    expect(await verifyChain(stage.app, stage.tenant)).toMatchObject({ rows, head: rows, problems: [] });

  test("who writes does not wait for who writes in the same tenant, nor for the sealer, and nothing is lost", async () => {
    await stage.acts(2);
    await sealAudit(stage.app);
    // A command of the tenant whose transaction stays open, and a sealer that holds the chain: both are held here.
    const held = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const slow = transact(call(stage.app), async (ctx) => {
      await ctx.db.selectFrom("audit_chains").select("seq").where("chain", "=", stage.tenant).forUpdate().execute();
      ctx.auditRows.push({ ...row(ctx.id("aud")), at: ctx.now });
      await ctx.db
        .insertInto("audit_log")
        .values({ ...row(ctx.id("aud")), at: ctx.now })
        .execute();
      started.resolve();
      await held.promise;
    });
    await started.promise;
    await stage.acts(1);
    // Another sealer passes by what this one holds.
    expect(await sealAudit(stage.app)).toBe(0);
    held.resolve();
    await slow;
    expect(await sealAudit(stage.app)).toBe(3);
    await inOrder(5);
  });

  test("a webhook that asks for it by name is told of each row once it has its place, without names and addresses", async () => {
    await stage.db.deleteFrom("webhooks").execute();
    const told = () =>
      stage.world.sent.flatMap((one) => (one.topic === "event" && one.type === "audit.recorded" ? [one] : []));
    const seal = async (changes: object) => {
      await stage.act({ resource: { type: "user", id: "usr_bob" }, changes: { ...changes } });
      return sealAudit(stage.app);
    };
    // Every event, but not this one.
    await hook([]);
    await seal({});
    await hook(["server.created"]);
    await seal({});
    expect(told()).toEqual([]);
    await hook(["audit.recorded"]);
    await seal({ email: "bob@example.com", api_token: "hwk_secret" });
    const [row] = (await stage.rows()).slice(-1);
    expect(told()).toEqual([
      {
        topic: "event",
        type: "audit.recorded",
        tenant: stage.tenant,
        payload: {
          entry: row?.id,
          seq: 3,
          hash: row?.hash,
          at: row?.at.toISOString(),
          actor: { type: "user", id: row?.actor_id },
          support: false,
          command: "test.act",
          outcome: "done",
          resource: { type: "user", id: "usr_bob" },
        },
      },
    ]);
    expect(JSON.stringify(told())).not.toMatch(/bob@|hwk_|203\.0\.113/);
    // Three webhooks are there; the one that names it gets it.
    const detail = { id: "evt_1", tenant: stage.tenant, ...told()[0]?.payload };
    const event = { "detail-type": "audit.recorded", time: "2026-11-28T12:00:00Z", detail };
    expect(await fanOut(stage.app, event)).toHaveLength(1);
  });

  test("is had told by nobody who may not read the whole of it", async () => {
    await stage.db.deleteFrom("webhooks").execute();
    const ask = { url: "https://example.com/audit", events: ["audit.recorded"] };
    if (stage.ada.type !== "user") throw new Error("a user is needed");
    const blind: Actor = { ...stage.ada, permissions: new Set(["webhook:read", "webhook:manage"]) };
    const scoped: Actor = { ...stage.ada, scope: "env=staging" };
    for (const actor of [blind, scoped])
      await expect(run(stage.world, actor, createWebhook, ask)).rejects.toMatchObject({ code: "invalid_input" });
    const { webhook } = await run(stage.world, blind, createWebhook, { ...ask, events: ["server.created"] });
    const wider = { id: webhook.id, events: ask.events };
    await expect(run(stage.world, blind, updateWebhook, wider)).rejects.toMatchObject({ code: "invalid_input" });
    expect((await run(stage.world, stage.ada, updateWebhook, wider)).webhook.events).toEqual(["audit.recorded"]);
  });

  test("what our staff does is told without who of them, and what deliveries write down is not told", async () => {
    await stage.db.deleteFrom("webhooks").execute();
    await hook(["audit.recorded"]);
    if (asOperator.type !== "operator") throw new Error("an operator is needed");
    await stage.act({ tenant: stage.tenant }, { ...asOperator, permissions: new Set(["server:read"]) });
    await transact({ ...call(stage.app), actor: system("webhooks") }, (ctx) =>
      insertAudit(ctx, "webhook.disable", "done", { tenant: stage.tenant }),
    );
    await sealAudit(stage.app);
    const payloads = stage.world.sent.flatMap((one) => (one.topic === "event" ? [one.payload] : []));
    expect(payloads).toMatchObject([{ command: "test.act", actor: { type: "operator", id: "operator" } }]);
  });

  test("takes up no further chain or batch when the time is over; the next run goes on", async () => {
    await stage.acts(150);
    const times = [true, true, false];
    const time = { left: () => times.shift() ?? false, end: new AbortController().signal };
    expect(await sealAudit({ ...stage.app, time })).toBe(100);
    expect(await sealAudit(stage.app)).toBe(50);
    await inOrder(150);
  });

  test("many sealers at once, beside writers: every row has its one place", async () => {
    const sealers = [stage.app, { ...stage.app, db: opened().again() }, { ...stage.app, db: opened().again() }];
    const write = async () => {
      for (let n = 0; n < 12; n++) await stage.act();
    };
    await Promise.all([
      write(),
      write(),
      ...sealers.flatMap((app) => [sealAudit(app), sealAudit(app), sealAudit(app)]),
    ]);
    await Promise.all(sealers.map((app) => sealAudit(app)));
    await sealAudit(stage.app);
    await inOrder(24);
  });

  test("a sealer that dies at any statement leaves nothing half done", async () => {
    await stage.acts(3);
    for (let statement = 1; ; statement++) {
      const died = await dyingAt(statement);
      const rows = await stage.rows();
      expect(rows.every((one) => one.seq === null) || rows.every((one) => one.seq !== null)).toBe(true);
      if (!died) break;
      expect(statement).toBeLessThan(20);
    }
    await inOrder(3);
    expect(await sealAudit(stage.app)).toBe(0);
  });

  /** Seals until that many statements were sent, and then no more; whether it died. */
  async function dyingAt(statement: number): Promise<boolean> {
    let sent = 0;
    const kysely = stage.db.withPlugin({
      transformQuery: ({ node }) => {
        sent += 1;
        if (sent === statement) throw new Error("killed");
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const app = { ...stage.app, db: { ...stage.app.db, kysely } };
    return sealAudit(app).then(
      () => false,
      () => true,
    );
  }

  const row = (id: string) => ({
    id,
    tenant_id: stage.tenant,
    chain: stage.tenant,
    actor_type: "system",
    actor_id: "test",
    support_id: null,
    support_reason: null,
    command: "test.slow",
    outcome: "done" as const,
    resource_type: null,
    resource_id: null,
    request_id: "req_slow",
    changes: jsonIn({}),
    person_id: null,
    personal: null,
    subject_id: null,
    subject_personal: null,
    address_index: null,
    seq: null,
    previous_hash: null,
    hash: null,
  });
});
