import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate as migrateDatabase, openDatabase } from "@hostwright/core/kernel/database/index";
import { type FilledWhmcs, fillWhmcs, TIMEZONE } from "@hostwright/testbed/whmcs/index";
import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";
import { Client } from "pg";
import { afterAll, describe as always, beforeAll, expect, inject, test, vi } from "vitest";
import { createDatabase } from "../../../../test/database.ts";
import { MIGRATIONS } from "../../../../test/each-database.ts";
import { removePostgres, startPostgres } from "../../../local/src/postgres.ts";
import { migrate } from "../../src/migrate/index.ts";
import { SYSTEMS } from "../../src/migrate/systems.ts";

const mariadb = inject("mariadbUrl");
const describe = mariadb === null ? always.skip : always;

/** An installation's database, of a server of its own, so that its disk can be full. */
let target: { url: string; client: Client; drop(): Promise<void>; data: string };
let whmcs: FilledWhmcs;
let there: Connection;
let folder: string;
let mapping: string;

beforeAll(async () => {
  if (mariadb === null) return;
  folder = await mkdtemp(join(tmpdir(), "hostwright-failures-"));
  const postgres = join(folder, "postgres");
  const [server, filled] = await Promise.all([
    startPostgres({ directory: postgres, ephemeral: true, log: () => {} }),
    fillWhmcs(`${mariadb}/whmcs_failures`, { size: 20, shape: "8.4", seed: 3 }),
  ]);
  whmcs = filled;
  there = await createConnection(filled.url);
  mapping = join(folder, "mapping.yaml");
  await writeFile(mapping, JSON.stringify({ version: 1, timezone: TIMEZONE, ...filled.knowledge }));
  const { url } = await createDatabase(server.url);
  const database = openDatabase({ url });
  await migrateDatabase(database, { directory: MIGRATIONS });
  await database.close();
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("show data_directory");
  const drop = async () => {
    await client.end();
    await server.stop();
    await removePostgres(postgres);
  };
  target = { url, client, drop, data: rows[0].data_directory };
});
afterAll(async () => {
  await there?.end();
  await target?.drop();
  if (folder) await rm(folder, { recursive: true });
});

/** How many rows each table of the installation holds. */
async function contents(): Promise<Record<string, number>> {
  const { rows } = await target.client.query<{ name: string; n: number }>(
    `select table_name as name, (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I', table_name),
       false, true, '')))[1]::text::int as n
     from information_schema.tables where table_schema = 'public' order by 1`,
  );
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}

/** Runs the command line as it is. */
async function hostwright(command: string, flags: Record<string, string> = {}, ...more: string[]) {
  let said = "";
  vi.spyOn(process.stdout, "write").mockImplementation(() => true);
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  vi.spyOn(console, "error").mockImplementation((text) => {
    said += `${text}\n`;
  });
  try {
    const all = { source: whmcs.readerUrl, target: target.url, mapping, ...flags };
    const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
    const code = await migrate(["whmcs", command, ...args, "--yes", ...more], SYSTEMS);
    return { code, said };
  } finally {
    vi.restoreAllMocks();
  }
}

const url = (of: string, change: Partial<URL>): string => Object.assign(new URL(of), change).href;

/** Ends with 1 and these words, and leaves the installation as it was. */
async function refuses(words: (string | RegExp)[], flags: Record<string, string> = {}) {
  const before = await contents();
  for (const command of ["plan", "apply"]) {
    const { code, said } = await hostwright(command, flags, "--allow-set-aside");
    for (const word of words) expect(said, command).toMatch(word);
    expect(code, command).toBe(1);
  }
  expect(await contents()).toEqual(before);
}

describe("what a migration cannot work with, it says, ends with 1, and changes nothing", () => {
  test("a source that does not answer", async () => {
    await refuses(["the database does not answer"], { source: url(whmcs.readerUrl, { port: "1" }) });
  });

  test("a wrong password", async () => {
    await refuses(["user name or password are wrong"], { source: url(whmcs.readerUrl, { password: "wrong" }) });
  });

  test("a database that is not there, and one that is no WHMCS", async () => {
    await refuses(["no such database"], { source: url(whmcs.url, { pathname: "/nowhere" }) });
    await there.query("create database if not exists whmcs_failures_empty");
    await refuses(["has no WHMCS tables"], { source: url(whmcs.url, { pathname: "/whmcs_failures_empty" }) });
    await there.query("drop database whmcs_failures_empty");
  });

  test("a table that is missing", async () => {
    await there.query("rename table tblticketreplies to away");
    await refuses(["tblticketreplies"]).finally(() => there.query("rename table away to tblticketreplies"));
  });

  test("a table that the user may not read", async () => {
    const [tables] = await there.query<RowDataPacket[]>("show tables");
    const names = tables.map((row) => String(Object.values(row)[0]));
    await there.query("create user partly@'%' identified by 'secret'");
    for (const name of names.filter((one) => one !== "tblinvoices"))
      await there.query(`grant select on whmcs_failures.\`${name}\` to partly@'%'`);
    const source = url(whmcs.readerUrl, { username: "partly", password: "secret" });
    await refuses([/GRANT SELECT.*tblinvoices/], { source }).finally(() => there.query("drop user partly@'%'"));
  });

  test("a version that nobody has looked at", async () => {
    const version = (text: string) =>
      there.query("update tblconfiguration set value = ? where setting = 'Version'", [text]);
    await version("5.3.14");
    await refuses(["WHMCS 5.3.14: versions 7 and 8"]).finally(() => version("8.4.1-release.1"));
  });

  test("a mapping file that is broken, with its lines and reasons", async () => {
    const broken = join(folder, "broken.yaml");
    await writeFile(broken, "version: 1\nproducts:\n  3: { as: cloud }\ncurrencys: { 4: EUR }\n");
    await refuses([/broken\.yaml:3: .*as/, /broken\.yaml:4: .*currencys/], { mapping: broken });
    await writeFile(broken, "version: 1\nproducts: {\n");
    await refuses([/broken\.yaml:\d+: /], { mapping: broken });
    await refuses(["cannot be read"], { mapping: join(folder, "nowhere.yaml") });
  });

  test("an attachments directory that is not there", async () => {
    await refuses(["there is no directory"], { attachments: join(folder, "nowhere") });
  });

  test("a target that does not answer, is another database, or is older than this program", async () => {
    await refuses(["does not answer"], { target: url(target.url, { port: "1" }) });
    await refuses(["has no such database"], { target: url(target.url, { pathname: "/nowhere" }) });
    await target.client.query("alter table archive_attachments rename to away");
    const { code, said } = await hostwright("apply", {}, "--allow-set-aside");
    await target.client.query("alter table away rename to archive_attachments");
    expect([code, said]).toEqual([2, expect.stringContaining("hostwright db migrate")]);
  });

  test("a user of the target who may not write", async () => {
    await target.client.query("create role looker login password 'secret'");
    await target.client.query("grant select on all tables in schema public to looker");
    const before = await contents();
    const looker = url(target.url, { username: "looker", password: "secret" });
    const { code, said } = await hostwright("apply", { target: looker }, "--allow-set-aside");
    expect([code, said]).toEqual([1, expect.stringContaining("may not write there")]);
    expect(await contents()).toEqual(before);
  });

  test("a target that has been used by hand", async () => {
    const [users] = await there.query<RowDataPacket[]>(
      "select id, email from tblusers where email like 'client%' limit 1",
    );
    await target.client.query(
      "insert into users (id, email, name, password_hash, created_at) values ('usr_1', $1, 'X', '', now())",
      [users[0]?.email],
    );
    const before = await contents();
    const { code, said } = await hostwright("apply");
    expect([code, said]).toEqual([1, expect.stringContaining("has been used by hand")]);
    expect(said).toContain(`tblusers:${users[0]?.id}`);
    expect(await contents()).toEqual(before);
    await target.client.query("delete from users where id = 'usr_1'");
  });

  test("a disk that is full: what is written is whole, and the same command goes on when there is room", async () => {
    const { rows } = await target.client.query("select pg_relation_filepath('archive_transactions') as path");
    const file = join(target.data, rows[0].path);
    await target.client.query("checkpoint");
    await rm(file);
    // The kernel's own full device: the server's next page in this table meets ENOSPC.
    await symlink("/dev/full", file);
    const { code, said } = await hostwright("apply", {}, "--allow-set-aside");
    expect([code, said]).toEqual([1, expect.stringContaining("the target's disk is full")]);
    const { rows: mapped } = await target.client.query(
      `select count(*) filter (where kind = 'servers')::int as servers,
         count(*) filter (where kind = 'transactions')::int as transactions from migration_rows`,
    );
    const { servers, archive_transactions } = await contents();
    expect(mapped).toEqual([{ servers, transactions: archive_transactions }]);
    expect(archive_transactions).toBe(0);
    const { rows: runs } = await target.client.query("select status from migration_runs");
    expect(runs).toEqual([{ status: "failed" }]);

    await target.client.query("truncate archive_transactions");
    const again = await hostwright("apply", {}, "--allow-set-aside", "--resume");
    expect([again.code, again.said]).toEqual([0, ""]);
    expect((await contents()).archive_transactions).toBeGreaterThan(0);
    const { rows: ended } = await target.client.query("select status from migration_runs");
    expect(ended).toEqual([{ status: "done" }]);
  });
});
