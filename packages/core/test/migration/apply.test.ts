import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createDatabase } from "../../../../test/database.ts";
import { MIGRATIONS } from "../../../../test/each-database.ts";
import { migrate, openDatabase } from "../../src/kernel/database/index.ts";
import {
  healIndexes,
  type Outcome,
  openStore,
  type RunOptions,
  runMigration,
  type Store,
} from "../../src/migration/index.ts";
import { aServer, batches, brought, company, ref } from "./company.ts";

let store: Store;
let url: string;
let close: () => Promise<void>;
beforeEach(async () => {
  const { drop, ...created } = await createDatabase();
  url = created.url;
  const database = openDatabase({ url });
  await migrate(database, { directory: MIGRATIONS });
  await database.close();
  store = await openStore(url);
  close = async () => {
    await store.close();
    await drop();
  };
});
afterEach(() => close());

const run = (outcomes: readonly Outcome[], more: Partial<RunOptions> = {}, size?: number) =>
  runMigration(
    store,
    { source: "whmcs-test", system: "WHMCS 8.4", mode: "apply", now: () => new Date("2026-11-20T12:00:00Z"), ...more },
    batches(outcomes, size),
  );

const nothing = { create: 0, update: 0, set_aside: 0 };

describe("a run", () => {
  test("brings a company over, each row with its mapping row", async () => {
    const { counts } = await run(company());
    expect(counts.servers).toEqual({ source: 1, create: 1, update: 0, unchanged: 0, set_aside: 0 });
    const [server] = await store.query(
      `select s.name, s.status, s.memory_mb, s.adoption, s.vmid, s.deleted_at, e.name as endpoint, l.name as location,
         b.next_due, b.paused, t.name as tenant, s.id
       from servers s join endpoints e on e.id = s.endpoint_id join locations l on l.id = s.location_id
       join billing_terms b on b.server_id = s.id join tenants t on t.id = s.tenant_id`,
    );
    expect(server).toMatchObject({
      name: "web-1.example.com",
      status: "running",
      memory_mb: 4096,
      adoption: "bound",
      vmid: 101,
      deleted_at: null,
      endpoint: "pve-fra",
      location: "fra",
      next_due: "2026-12-01",
      paused: true,
      tenant: "Ada's Shop",
    });
    const [mapping] = await store.query(
      "select target_id from migration_rows where source_table = 'tblhosting' and source_id = '1'",
    );
    expect(mapping?.target_id).toBe(server?.id);
    const [profile] = await store.query("select notes from tenant_profiles");
    expect(profile?.notes).toBe("tab\there\nand \\ backslash");
  });

  test("finds nothing to do the second and the third time", async () => {
    await run(company());
    for (const _ of [2, 3]) {
      const { counts } = await run(company());
      for (const count of Object.values(counts)) expect(count).toMatchObject({ ...nothing, unchanged: count.source });
    }
  });

  test("plans the same numbers that an apply reaches, and leaves nothing", async () => {
    const outcomes = [
      ...company(),
      brought("servers", "tblhosting:2", aServer({ tenant: ref("tblclients:404"), adoption: null })),
      brought("servers", "tblhosting:3", aServer({ name: "again" })),
    ];
    const plan = await run(outcomes, { mode: "plan" }, 3);
    const [left] = await store.query(
      `select (select count(*) from servers) + (select count(*) from tenants) + (select count(*) from migration_rows)
        + (select count(*) from migration_runs) + (select count(*) from locations) as n`,
    );
    expect(left?.n).toBe(0);
    const applied = await run(outcomes, {}, 4);
    expect(applied.counts).toEqual(plan.counts);
    const aside = await store.query("select source_id, code from migration_set_aside order by source_id");
    expect(aside).toEqual([
      { source_id: "2", code: "orphan" },
      { source_id: "3", code: "vm_claimed_twice" },
    ]);
  });

  test("sets children aside with their parent, and brings both once it is resolved", async () => {
    const [user, tenant, ...rest] = company();
    const aside: Outcome = {
      source: { table: "tblclients", id: "1", hash: "x" },
      kind: "tenants",
      outcome: "set_aside",
      code: "mojibake",
      message: "firstname: ZoÃ«",
    };
    if (!user || !tenant) throw new Error("a company has both");
    const first = await run([user, aside, ...rest]);
    expect(first.counts.servers).toMatchObject({ create: 0, set_aside: 1 });
    const second = await run([user, tenant, ...rest]);
    expect(second.counts.servers).toMatchObject({ create: 1, set_aside: 0 });
    expect(await store.query("select 1 from migration_set_aside")).toEqual([]);
  });

  test("updates what changed at the source, unless it was changed here", async () => {
    await run(company());
    const moved = await run(company({ server: { spec: { ...aServer().spec, memory_mb: 8192 } } }));
    expect(moved.counts.servers).toMatchObject({ update: 1, unchanged: 0 });
    expect(await store.query("select memory_mb from servers")).toEqual([{ memory_mb: 8192 }]);

    await store.query("update tenants set name = 'Renamed here'");
    const refused = await run(company({ tenant: { name: "Renamed there" } }));
    expect(refused.counts.tenants).toMatchObject({ update: 0, unchanged: 1 });
    expect(refused.changedHere).toMatchObject([{ table: "tblclients", id: "1", kind: "tenants" }]);
    expect(await store.query("select name from tenants")).toEqual([{ name: "Renamed here" }]);
  });

  test("goes on where it was cut off, under the same run", async () => {
    const outcomes = company();
    const cut = (async function* () {
      yield outcomes.slice(0, 4);
      throw new Error("killed");
    })();
    const options: RunOptions = { source: "whmcs-test", system: "", mode: "apply", now: () => new Date() };
    await expect(runMigration(store, options, cut)).rejects.toThrow("killed");
    const { counts, run: id } = await run(outcomes);
    expect(counts.users).toMatchObject({ unchanged: 1 });
    expect(counts.servers).toMatchObject({ create: 1 });
    expect(await store.query("select id, status from migration_runs")).toEqual([{ id, status: "done" }]);
  });

  test("leaves nothing of what the database refuses a part of, and brings it all once it does not", async () => {
    await store.query("alter table billing_terms add constraint refused check (amount < 0)");
    await expect(run(company())).rejects.toThrow("refused");
    expect(await store.query("select source_id from migration_rows where kind = 'servers'")).toEqual([]);
    expect(await store.query("select id from servers union all select server_id from server_adoptions")).toEqual([]);
    expect(await store.query("select status from migration_runs")).toEqual([{ status: "failed" }]);
    await store.query("alter table billing_terms drop constraint refused");
    expect((await run(company())).counts.servers).toMatchObject({ create: 1 });
  });

  test("makes the indexes of a large first run again at its end, and after it was killed", async () => {
    const other = await openStore(url);
    const indexes = async () =>
      (
        await other.query<{ definition: string }>("select indexdef as definition from pg_indexes order by indexname")
      ).map(({ definition }) => definition);
    const unvacuumed = () =>
      other.query("select relname from pg_class where reloptions::text like '%autovacuum_enabled%' order by relname");
    const before = await indexes();
    let meanwhile: string[] = [];
    const options: RunOptions = { source: "whmcs-test", system: "", mode: "apply", now: () => new Date() };
    const large = (halfway: () => Promise<unknown>) =>
      runMigration(
        store,
        { ...options, expected: 100_000 },
        (async function* () {
          yield company();
          await halfway();
        })(),
      );
    await large(async () => {
      meanwhile = await indexes();
      expect(await unvacuumed()).toContainEqual({ relname: "migration_rows" });
    });
    expect(meanwhile.filter((index) => index.includes(" ON public.servers "))).toHaveLength(3);
    expect(meanwhile.every((index) => index.startsWith("CREATE UNIQUE") || !index.includes(" ON public.holds "))).toBe(
      true,
    );
    expect(await indexes()).toEqual(before);
    expect(await unvacuumed()).toEqual([]);

    const killed = async () => {
      const [running] = await store.query<{ pid: number }>("select pg_backend_pid() as pid");
      await expect(large(() => other.query("select pg_terminate_backend($1)", [running?.pid]))).rejects.toThrow();
      expect((await indexes()).length).toBeLessThan(before.length);
    };
    await killed();
    await store.close();
    store = await openStore(url);
    await expect(large(() => Promise.reject(new Error("the source is gone")))).rejects.toThrow("the source is gone");
    expect(await indexes()).toEqual(before);
    expect(await unvacuumed()).toEqual([]);

    await killed();
    await healIndexes(url);
    expect(await indexes()).toEqual(before);
    expect(await unvacuumed()).toEqual([]);
    await other.close();
  });

  test("takes a suspended service in with a hold, and an ended one as deleted", async () => {
    await run([
      ...company({ server: { status: "suspended", hold: { kind: "billing", reason: "Overdue" } } }),
      brought("servers", "tblhosting:9", aServer({ status: "terminated", ended: "2025-01-01" })),
    ]);
    expect(await store.query("select kind, reason, lifted_at from holds")).toEqual([
      { kind: "billing", reason: "Overdue", lifted_at: null },
    ]);
    expect(await store.query("select status, holds, adoption from servers order by status")).toEqual([
      { status: "deleted", holds: 0, adoption: "unbound" },
      { status: "stopped", holds: 1, adoption: "bound" },
    ]);
  });
});
