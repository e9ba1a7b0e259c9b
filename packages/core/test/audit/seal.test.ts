import { beforeEach, expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { sealAudit, verifyChain } from "../../src/audit/index.ts";
import { jsonIn } from "../../src/kernel/database/index.ts";
import { type App, type Tables, transact } from "../../src/kernel/index.ts";
import { type AuditStage, auditStage } from "./stage.ts";

describeOnEachDatabase<Tables>("sealing", (opened) => {
  let stage: AuditStage;
  beforeEach(async () => {
    stage = await auditStage(opened());
  });
  const call = (app: App) => ({ app, actor: stage.ada, requestId: "req_test" });
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
