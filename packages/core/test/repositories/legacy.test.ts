import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { jsonIn } from "../../src/kernel/database/index.ts";
import { newId, type Tables } from "../../src/kernel/index.ts";
import {
  getLegacyRecord,
  listLegacyRecords,
  listLegacyTables,
  listMigrations,
  listSetAside,
} from "../../src/migration/operators/index.ts";
import { useStage } from "../stage.ts";
import { asOperator, run } from "../world.ts";

describeOnEachDatabase<Tables>("what came over and has no place", (opened) => {
  const staged = useStage(opened);

  /** Two domains of one client, and an affiliate of nobody's. */
  async function kept() {
    const { world } = staged();
    const db = world.app.db.kysely;
    for (const table of ["legacy_records", "migration_rows", "migration_runs", "migration_set_aside"] as const)
      await db.deleteFrom(table).execute();
    const { id: tenant } = await db.selectFrom("tenants").select("id").orderBy("id").limit(1).executeTakeFirstOrThrow();
    const now = world.clock.now();
    const add = async (
      at: number,
      source_table: string,
      title: string,
      row: Record<string, string | null>,
      own = true,
    ) => {
      const id = newId("leg", new Date(now.getTime() + at));
      const source_id = row.id ?? "";
      const values = { id, tenant_id: own ? tenant : null, source: "whmcs-1", source_table, source_id, title };
      await db
        .insertInto("legacy_records")
        .values({ ...values, source_row: jsonIn(row) })
        .execute();
      return id;
    };
    await add(1, "tbldomains", "example.com", { id: "7", domain: "example.com", notes: 'say "100%" twice' });
    await add(2, "tbldomains", "Example.org", { id: "8", domain: "example.org", notes: null });
    await add(3, "tblaffiliates", "tblaffiliates 7", { id: "7", paytype: "fixed_amount" }, false);
    const moments = { started_at: now, ended_at: now, heartbeat_at: now };
    const run = { id: newId("mig", now), source: "whmcs-1", system: "WHMCS 8.4.1", mode: "apply" as const };
    await db
      .insertInto("migration_runs")
      .values({ ...run, ...moments, status: "done", kinds: jsonIn({}), problem: null, reconciliation: null })
      .execute();
    const mapping = { source: "whmcs-1", source_table: "tblclients", source_id: "31", kind: "tenants" };
    const hashes = { hash: "x", written_hash: "x", run_id: run.id };
    await db
      .insertInto("migration_rows")
      .values({ ...mapping, ...hashes, target_id: tenant })
      .execute();
    return { world, run: run.id, tenant };
  }

  test("is found by table, key, client and text", async () => {
    const { world, tenant } = await kept();
    const titles = async (input: object) =>
      (await run(world, asOperator, listLegacyRecords, input)).legacy_records.map(({ title }) => title);
    expect(await titles({})).toEqual(["tblaffiliates 7", "Example.org", "example.com"]);
    expect(await titles({ table: "tbldomains" })).toEqual(["Example.org", "example.com"]);
    expect(await titles({ row: "7" })).toEqual(["tblaffiliates 7", "example.com"]);
    expect(await titles({ row: "7", table: "tbldomains" })).toEqual(["example.com"]);
    expect(await titles({ client: "31" })).toEqual(["Example.org", "example.com"]);
    expect(await titles({ client: tenant, text: "EXAMPLE.C" })).toEqual(["example.com"]);
    expect(await titles({ client: "404" })).toEqual([]);
    expect(await titles({ text: "fixed_amount" })).toEqual(["tblaffiliates 7"]);
    expect(await titles({ text: "fixed%" })).toEqual([]);
    expect(await titles({ text: 'y "100%" t' })).toEqual(["example.com"]);
    expect(await run(world, asOperator, listLegacyTables, {})).toEqual({
      tables: [
        { table: "tblaffiliates", count: 1 },
        { table: "tbldomains", count: 2 },
      ],
    });
  });

  test("pages without gaps, and shows each row verbatim", async () => {
    const { world } = await kept();
    const first = await run(world, asOperator, listLegacyRecords, { limit: 2 });
    const cursor = first.meta.pagination.next_cursor ?? "";
    const { legacy_records, meta } = await run(world, asOperator, listLegacyRecords, { limit: 2, cursor });
    expect(legacy_records.map(({ title }) => title)).toEqual(["example.com"]);
    expect(meta.pagination.next_cursor).toBeNull();
    const { legacy_record } = await run(world, asOperator, getLegacyRecord, { id: legacy_records[0]?.id });
    expect(legacy_record).toMatchObject({ table: "tbldomains", row: "7", tenant: { name: expect.any(String) } });
    expect(new Set(legacy_record.columns)).toEqual(
      new Set([
        { name: "id", value: "7" },
        { name: "domain", value: "example.com" },
        { name: "notes", value: 'say "100%" twice' },
      ]),
    );
  });

  test("rows set aside page without gaps, whatever their keys", async () => {
    const { world, run: id } = await kept();
    const db = world.app.db.kysely;
    const keys = ["1", "1:0", "a key of words", "31"];
    for (const source_id of keys)
      for (const kind of ["servers", "legacy"]) {
        const row = { source: "whmcs-1", source_table: "tblhosting", source_id, kind, run_id: id };
        await db
          .insertInto("migration_set_aside")
          .values({ ...row, code: "orphan", message: "", hint: "" })
          .execute();
      }
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const next: { cursor?: string } = cursor ? { cursor } : {};
      const { set_aside, meta } = await run(world, asOperator, listSetAside, { id, limit: 3, ...next });
      paged.push(...set_aside.map(({ row, kind }) => `${row} ${kind}`));
      cursor = meta.pagination.next_cursor;
    } while (cursor);
    expect(paged).toHaveLength(keys.length * 2);
    expect(new Set(paged).size).toBe(keys.length * 2);
  });

  test("a numbering that came over says what comes next", async () => {
    const { world } = staged();
    const sequence = { name: "invoice", next_number: 1042, format: "INV-{NUMBER}" };
    await world.app.db.kysely.deleteFrom("number_sequences").execute();
    await world.app.db.kysely.insertInto("number_sequences").values(sequence).execute();
    const { sequences } = await run(world, asOperator, listMigrations, {});
    expect(sequences).toEqual([{ name: "invoice", next: 1042, format: "INV-{NUMBER}" }]);
  });
});
