import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { anchorAudit, expireAudit, sealAudit, verifyChain } from "../../src/audit/index.ts";
import { dialectOf, jsonIn } from "../../src/kernel/database/index.ts";
import type { Tables } from "../../src/kernel/index.ts";
import { type AuditStage, auditStage } from "./stage.ts";

const DAY = 24 * 3600 * 1000;

describeOnEachDatabase<Tables>("what was done cannot be changed unnoticed", (opened) => {
  let stage: AuditStage;
  beforeEach(async () => {
    stage = await auditStage(opened());
  });

  const verdict = () => verifyChain(stage.app, stage.tenant);
  const problems = async () => (await verdict()).problems.map(({ kind, seq, id }) => ({ kind, seq, id }));
  /** Rows 1 to `count`, sealed and anchored. */
  const sealed = async (count: number) => {
    await stage.acts(count);
    expect(await sealAudit(stage.app)).toBe(count);
    await anchorAudit(stage.app);
    return stage.rows();
  };
  const idAt = async (seq: number) => (await stage.rows()).find((row) => row.seq === seq)?.id ?? null;

  test("a chain that nobody touched is in order, and says how far it reaches", async () => {
    await sealed(5);
    expect(await verdict()).toMatchObject({ rows: 5, head: 5, anchored: 5, problems: [], next: null });
  });

  test("one byte of any column changed: the row is named", async () => {
    await sealed(3);
    const [, row] = await stage.rows();
    if (!row) throw new Error("no row");
    /** Another last character, of those that ids and hashes have. */
    const end = (text: string | null) => text?.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    const differently: Record<string, unknown> = {
      tenant_id: end(row.tenant_id),
      at: new Date(row.at.getTime() + 1),
      actor_type: "usEr",
      actor_id: `${row.actor_id}x`,
      support_id: "usr_x",
      support_reason: "a",
      command: "test.acu",
      outcome: "denied",
      resource_type: "server",
      resource_id: "srv_x",
      request_id: end(row.request_id),
      changes: jsonIn({ n: 2, nested: { b: [1, "a"], a: null } }),
      person_id: "usr_x",
      personal: end(row.personal),
      subject_id: "usr_x",
      subject_personal: "p.AAAA",
      address_index: end(row.address_index),
      previous_hash: end(row.previous_hash),
      hash: end(row.hash),
    };
    const covered = [...Object.keys(differently), "id", "chain", "seq"].sort();
    expect(Object.keys(row).sort()).toEqual(covered);
    for (const [column, value] of Object.entries(differently)) {
      const set = (to: unknown) =>
        stage.tamper((db) => sql`update audit_log set ${sql.ref(column)} = ${to} where id = ${row.id}`.execute(db));
      await set(value);
      expect(await problems(), column).toEqual([{ kind: "changed", seq: 2, id: row.id }]);
      await set(column === "changes" ? jsonIn({ n: 2, nested: { b: [1, "ä"], a: null } }) : Reflect.get(row, column));
    }
    expect(await problems()).toEqual([]);
    const renamed = end(row.id);
    await stage.tamper((db) => sql`update audit_log set id = ${renamed} where id = ${row.id}`.execute(db));
    expect(await problems()).toEqual([{ kind: "changed", seq: 2, id: renamed }]);
    await stage.tamper((db) => sql`update audit_log set id = ${row.id} where id = ${renamed}`.execute(db));
    await stage.tamper((db) => sql`update audit_log set seq = 9 where id = ${row.id}`.execute(db));
    expect(await problems()).toEqual([
      { kind: "missing", seq: 2, id: null },
      { kind: "missing", seq: 4, id: null },
      { kind: "inserted", seq: 4, id: null },
      { kind: "changed", seq: 9, id: row.id },
    ]);
    await stage.tamper((db) => sql`update audit_log set seq = 2, chain = 'platform' where id = ${row.id}`.execute(db));
    expect(await problems()).toEqual([{ kind: "missing", seq: 2, id: null }]);
  });

  test("a row removed, two swapped, one put in, one replaced with a hash that fits: each place is named", async () => {
    await sealed(6);
    const remove = (seq: number) =>
      stage.tamper((db) =>
        db.deleteFrom("audit_log").where("chain", "=", stage.tenant).where("seq", "=", seq).execute(),
      );
    const move = (from: number, to: number) =>
      stage.tamper((db) =>
        db
          .updateTable("audit_log")
          .set({ seq: to })
          .where("chain", "=", stage.tenant)
          .where("seq", "=", from)
          .execute(),
      );
    await move(2, 99);
    await move(5, 2);
    await move(99, 5);
    expect(await problems()).toEqual([
      { kind: "swapped", seq: 2, id: await idAt(2) },
      { kind: "swapped", seq: 5, id: await idAt(5) },
    ]);
    await move(2, 99);
    await move(5, 2);
    await move(99, 5);
    expect(await problems()).toEqual([]);
    await remove(3);
    expect(await problems()).toEqual([{ kind: "missing", seq: 3, id: null }]);
    // In its place comes one that says something else, with a hash that fits it and the row before.
    const [one, two] = await stage.rows();
    if (!one || !two) throw new Error("no rows");
    const { hashOf } = await import("../../src/audit/chain.ts");
    const forged = {
      ...two,
      id: `${two.id.slice(0, -1)}x`,
      command: "test.forged",
      address_index: null,
      personal: null,
    };
    const place = { seq: 3, previous: two.hash ?? "" };
    await stage.tamper((db) =>
      db
        .insertInto("audit_log")
        .values({ ...forged, changes: jsonIn({}), seq: 3, previous_hash: place.previous, hash: "x" })
        .execute(),
    );
    expect(await problems()).toEqual([{ kind: "changed", seq: 3, id: forged.id }]);
    const stored = (await stage.rows()).find((row) => row.seq === 3);
    if (!stored) throw new Error("no row");
    const hash = hashOf(stored, place);
    await stage.tamper((db) => db.updateTable("audit_log").set({ hash }).where("id", "=", forged.id).execute());
    expect(await problems()).toEqual([{ kind: "rewritten", seq: 3, id: forged.id }]);
  });

  test("a tail that was cut is missed by the head, by the anchor when the head was set back, and rows behind it are told", async () => {
    const rows = await sealed(4);
    const cut = () => stage.tamper((db) => db.deleteFrom("audit_log").where("seq", "=", 4).execute());
    await cut();
    expect(await problems()).toEqual([{ kind: "truncated", seq: 4, id: null }]);
    const setBack = (seq: number) =>
      stage.db
        .updateTable("audit_chains")
        .set({ seq, hash: rows[seq - 1]?.hash ?? "" })
        .where("chain", "=", stage.tenant)
        .execute();
    await setBack(3);
    expect((await verdict()).problems).toMatchObject([
      { kind: "truncated", seq: 4, detail: expect.stringMatching(/anchor/) },
    ]);
    await setBack(2);
    expect(await problems()).toContainEqual({ kind: "inserted", seq: 3, id: null });
  });

  test("a chain rewritten from one row to its head is found by the anchor alone", async () => {
    await sealed(4);
    await stage.tamper(async (db) => {
      await db.updateTable("audit_log").set({ seq: null }).where("seq", ">=", 2).execute();
      await db
        .updateTable("audit_log")
        .set({ command: "test.other" })
        .where("command", "=", "test.act")
        .where("seq", "is", null)
        .execute();
    });
    const [first] = await stage.rows();
    const hash = (await stage.rows()).find((row) => row.seq === 1)?.hash ?? "";
    expect(first).toBeDefined();
    await stage.db.updateTable("audit_chains").set({ seq: 1, hash }).where("chain", "=", stage.tenant).execute();
    await sealAudit(stage.app);
    expect(await problems()).toEqual([{ kind: "rewritten", seq: 4, id: null }]);
    stage.anchors.documents.clear();
    expect(await problems()).toEqual([]);
  });

  test("an anchor that somebody else signed, and one of another chain, are no anchors", async () => {
    await sealed(2);
    const [[name = "", text = ""] = []] = [...stage.anchors.documents];
    stage.anchors.documents.set(name, text.replace(/"seq":2/, '"seq":1'));
    expect(await problems()).toEqual([{ kind: "forged", seq: 0, id: null }]);
  });

  test("anchored once a day, and only when something has happened", async () => {
    await sealed(1);
    expect(await anchorAudit(stage.app)).toBe(0);
    await stage.acts(1);
    await sealAudit(stage.app);
    expect(await anchorAudit(stage.app)).toBe(0);
    await stage.world.clock.advance(DAY);
    expect(await anchorAudit(stage.app)).toBe(1);
    await stage.world.clock.advance(DAY);
    expect(await anchorAudit(stage.app)).toBe(0);
    expect([...stage.anchors.documents.keys()]).toEqual([
      `audit/${stage.tenant}/2026-11-20.json`,
      `audit/${stage.tenant}/2026-11-21.json`,
    ]);
  });

  test("what has expired leaves a checkpoint that verify passes over; a checkpoint that is gone or changed is told", async () => {
    await sealed(3);
    await stage.world.clock.advance(200 * DAY);
    await sealed(2);
    await stage.world.clock.advance(200 * DAY);
    expect(await expireAudit(stage.app)).toBe(3);
    expect((await stage.rows()).map((row) => row.seq)).toEqual([4, 5]);
    expect(await verdict()).toMatchObject({ rows: 2, head: 5, problems: [] });
    expect(await stage.db.selectFrom("audit_checkpoints").selectAll().execute()).toMatchObject([
      { first_seq: 1, last_seq: 3, entries: 3, reason: "retention of 365 days" },
    ]);
    // A second expiry goes on behind the first.
    await stage.world.clock.advance(200 * DAY);
    expect(await expireAudit(stage.app)).toBe(2);
    expect(await verdict()).toMatchObject({ rows: 0, head: 5, problems: [] });
    await stage.db.updateTable("audit_checkpoints").set({ last_seq: 4 }).where("first_seq", "=", 1).execute();
    expect(await problems()).toContainEqual(expect.objectContaining({ kind: "forged", seq: 1 }));
    await stage.db.deleteFrom("audit_checkpoints").where("first_seq", "=", 1).execute();
    expect(await problems()).toEqual([{ kind: "missing", seq: 1, id: null }]);
  });

  test("a look may be taken in pieces", async () => {
    await sealed(5);
    const first = await verifyChain(stage.app, stage.tenant, { limit: 2 });
    expect(first).toMatchObject({ rows: 2, problems: [], next: 3 });
    expect(await verifyChain(stage.app, stage.tenant, { from: 3, limit: 9 })).toMatchObject({
      rows: 3,
      problems: [],
      next: null,
    });
  });

  test("PostgreSQL itself refuses to change or delete a row", async () => {
    if (dialectOf(stage.db) === "mysql") return;
    await sealed(1);
    const refused = /neither changed nor deleted/;
    await expect(stage.db.updateTable("audit_log").set({ command: "x" }).execute()).rejects.toThrow(refused);
    await expect(stage.db.updateTable("audit_log").set({ hash: "x" }).execute()).rejects.toThrow(refused);
    await expect(stage.db.updateTable("audit_log").set({ address_index: "x" }).execute()).rejects.toThrow(refused);
    await expect(stage.db.deleteFrom("audit_log").execute()).rejects.toThrow(refused);
    await stage.acts(1);
    await expect(
      stage.db.updateTable("audit_log").set({ command: "x" }).where("seq", "is", null).execute(),
    ).rejects.toThrow(refused);
  });
});
