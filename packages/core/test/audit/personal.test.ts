import { beforeEach, expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { anchorAudit, listAudit, sealAudit, verifyChain } from "../../src/audit/index.ts";
import { destroyPersonKeys } from "../../src/audit/person-keys.ts";
import { type Actor, newId, type Tables } from "../../src/kernel/index.ts";
import { run } from "../world.ts";
import { type AuditStage, auditStage } from "./stage.ts";

const DUMMY = "hwk_2Fz0aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abc";

describeOnEachDatabase<Tables>("what is personal and what is secret", (opened) => {
  let stage: AuditStage;
  beforeEach(async () => {
    stage = await auditStage(opened());
  });
  const list = async (input: object = {}) => (await run(stage.world, stage.ada, listAudit, input)).entries;
  const stored = async () => JSON.stringify(await stage.rows());

  test("stands encrypted in the row from the first moment, and is read by those who may", async () => {
    const bob = newId("usr", new Date(1));
    const about = { resource: { type: "user", id: bob }, changes: { name: "Bob Byte", role: "member", note: DUMMY } };
    await stage.act(about);
    for (const step of ["staged", "sealed"]) {
      const text = await stored();
      for (const hidden of ["203.0.113.9", "curl/8", "Bob Byte", DUMMY]) expect(text, step).not.toContain(hidden);
      expect(await list(), step).toMatchObject([
        {
          changes: { name: "Bob Byte", role: "member", note: "[masked]" },
          address: "203.0.113.9",
          user_agent: "curl/8",
        },
      ]);
      await sealAudit(stage.app);
    }
  });

  test("an erased person's rows stay, say nothing of them, and verify; those of others are as they were", async () => {
    const bob = newId("usr", new Date(1));
    const asBob = { ...stage.ada, user: bob };
    await stage.act({ changes: { email: "bob@example.com" } }, asBob, {
      address: "198.51.100.7",
      userAgent: "bob's",
      country: null,
    });
    await stage.act({ resource: { type: "user", id: bob }, changes: { name: "Bob Byte" } });
    await sealAudit(stage.app);
    await anchorAudit(stage.app);
    expect(await list({ address: "198.51.100.7" })).toHaveLength(1);
    // One more that the sealer has not seen.
    await stage.act({ changes: { email: "bob@example.com" } }, asBob);
    await destroyPersonKeys(stage.db, [bob], stage.world.clock.now());
    await sealAudit(stage.app);
    // And one of a token that still lived.
    await stage.act({}, asBob);
    await sealAudit(stage.app);
    expect(await verifyChain(stage.app, stage.tenant)).toMatchObject({ rows: 4, problems: [] });
    expect(await list({ sort: "created:asc" })).toMatchObject([
      { changes: { email: "[erased]" }, address: "[erased]", user_agent: "[erased]" },
      { changes: { name: "[erased]" }, address: "203.0.113.9", user_agent: "curl/8" },
      { changes: { email: "[erased]" }, address: "[erased]" },
      { address: "[erased]" },
    ]);
    expect(await list({ address: "198.51.100.7" })).toHaveLength(0);
    expect(
      (await stage.db.selectFrom("person_keys").selectAll().where("person_id", "=", bob).execute())[0],
    ).toMatchObject({
      wrapped_key: null,
    });
  });

  test("who of our staff acted, and from where, is not to be found out by asking for them", async () => {
    const { ada } = stage;
    if (ada.type !== "user") throw new Error("Ada is a person");
    const user = newId("usr", new Date(1));
    const operator: Actor = { type: "operator", user, session: ada.session, permissions: ada.permissions };
    const origin = { address: "198.51.100.7", userAgent: null, country: null };
    await stage.act({ tenant: stage.tenant }, operator, origin);
    await stage.act({}, { ...ada, support: { operator: user, reason: "Asked for" } }, origin);
    expect(await list()).toHaveLength(2);
    expect(await list({ actor: user })).toEqual([]);
    expect(await list({ address: origin.address })).toEqual([]);
    expect(await list({ actor: ada.user })).toMatchObject([{ support: { reason: "Asked for" } }]);
  });

  test("a command sends no statement more for it", async () => {
    const { countRoundTrips } = await import("../../src/kernel/database/index.ts");
    const { roundTrips } = await countRoundTrips(() => stage.act({ changes: { email: "bob@example.com" } }));
    // begin, the row, commit
    expect(roundTrips).toBe(3);
  });
});
