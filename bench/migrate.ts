/**
 * A WHMCS company brought over by the command line, every service with its options, fields and invoices. In the same run
 * beside it: pgloader (Debian), which copies the same tables with their indexes, and a bare stream of mysql2 into COPY
 * that looks at nothing. Each is a process of its own, one after another. `node bench/migrate.ts 10000` for one size.
 */
import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate, openDatabase } from "@hostwright/core/kernel/database/index";
import { startMariadb } from "@hostwright/testbed/mariadb/index";
import { fillWhmcs, TIMEZONE } from "@hostwright/testbed/whmcs/index";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { measured, type Ran } from "./support/child.ts";
import { benchPostgres } from "./support/postgres.ts";
import { against, line, title } from "./support/report.ts";

const asked = process.argv.slice(2).map(Number);
const SIZES = asked.length > 0 ? asked : [10_000, 100_000, 1_000_000];
const root = join(import.meta.dirname, "..");
const hasPgloader = spawnSync("pgloader", ["--version"]).status === 0;

const seconds = ({ seconds: value }: Ran): string => `${value.toFixed(1)} s`;
const rate = (rows: number, { seconds: value }: Ran): string =>
  `${Math.round(rows / value).toLocaleString("en")} rows/s`;
const memory = ({ highest: value }: Ran): string => `${value.toFixed(0)} MB`;
const atLeast = (value: number, limit: number, unit: string): string =>
  `target ≥ ${limit} ${unit}${value >= limit ? "" : "   MISSED"}`;

async function emptyDatabase(server: string, name: string): Promise<string> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`drop database if exists ${name} with (force)`);
  await client.query(`create database ${name} template template0`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function pgloader(folder: string, source: string, target: string): Promise<Ran> {
  const file = join(folder, "pgloader.load");
  const url = new URL(target);
  const into = `postgresql://${url.username}:${url.password}@${url.hostname}:${url.port}${url.pathname}`;
  await writeFile(
    file,
    `LOAD DATABASE FROM ${source} INTO ${into}
WITH include drop, create tables, create indexes, reset sequences, workers = 2, concurrency = 1, batch rows = 10000, prefetch rows = 10000;
`,
  );
  return measured("pgloader", [file]);
}

async function rowsAt(source: string): Promise<number> {
  const connection = await createConnection(source);
  const [tables] = await connection.query({
    sql: "select table_name from information_schema.tables where table_schema = database()",
    rowsAsArray: true,
  });
  let rows = 0;
  for (const [table] of Array.isArray(tables) ? tables.filter(Array.isArray) : []) {
    const [counted] = await connection.query({ sql: `select count(*) from \`${table}\``, rowsAsArray: true });
    rows += Array.isArray(counted) && Array.isArray(counted[0]) ? Number(counted[0][0]) : 0;
  }
  await connection.end();
  return rows;
}

const postgres = await benchPostgres();
const folder = await mkdtemp(join(tmpdir(), "hostwright-bench-whmcs-"));
await chmod(folder, 0o755);
const mariadb = await startMariadb({ directory: folder, bufferPoolMb: 512 });
const highest: number[] = [];

try {
  for (const size of SIZES) {
    const begun = performance.now();
    const filled = await fillWhmcs(`${mariadb.url}/whmcs_${size}`, { size, shape: "8.4", seed: 1 });
    const rows = await rowsAt(filled.readerUrl);
    title(
      `${size.toLocaleString("en")} services, ${rows.toLocaleString("en")} rows (made in ${((performance.now() - begun) / 1000).toFixed(0)} s)`,
    );
    const bare = await measured(process.execPath, [
      join(import.meta.dirname, "support/migrate-bare.ts"),
      filled.readerUrl,
      await emptyDatabase(postgres.url, "bare"),
    ]);
    line("bare mysql2 stream into COPY, without keys", seconds(bare), `${rate(rows, bare)}, ${memory(bare)}`);

    const target = await emptyDatabase(postgres.url, "ours");
    const database = openDatabase({ url: target });
    await migrate(database, { directory: join(root, "migrations") });
    await database.close();
    const mapping = join(folder, "mapping.yaml");
    await writeFile(mapping, JSON.stringify({ version: 1, timezone: TIMEZONE, ...filled.knowledge }));
    const hostwright = (args: string[], codes?: number[]) =>
      measured(process.execPath, [join(root, "packages/cli/bin/hostwright.mjs"), "migrate", "whmcs", ...args], {
        ...(codes ? { codes } : {}),
      });
    const flags = ["--source", filled.readerUrl, "--target", target, "--mapping", mapping];
    const apply = () => hostwright(["apply", ...flags, "--allow-set-aside", "--yes", "--json"]);
    // Whoever applies has looked and planned before: its modules are compiled.
    await hostwright(["status", ...flags]);
    const first = await apply();
    highest.push(first.highest);
    const share = bare.seconds / first.seconds;
    line("apply", seconds(first), rate(rows, first));
    line("  ratio to the bare stream", `${share.toFixed(2)} ×`, atLeast(share, 0.5, "×"));
    line("  memory at its highest", `${first.highest.toFixed(0)} MB`, against(first.highest, 200, "MB"));
    const again = await apply();
    line("apply again, nothing changed", seconds(again), atLeast(first.seconds / again.seconds, 2, "× as fast"));

    if (hasPgloader) {
      const loader = await pgloader(folder, filled.readerUrl, await emptyDatabase(postgres.url, "loader"));
      line("pgloader with its indexes", seconds(loader), `${rate(rows, loader)}, ${memory(loader)}`);
      const faster = loader.seconds / first.seconds;
      line("  apply is so many times as fast", `${faster.toFixed(2)} ×`, atLeast(faster, 1, "×"));
    } else line("pgloader", "not here", "apt-get install pgloader");
    const connection = await createConnection(mariadb.url);
    await connection.query(`drop database whmcs_${size}`);
    await connection.end();
  }
  if (highest.length > 1)
    line(
      "memory, largest over smallest company",
      `${((highest.at(-1) ?? 0) / (highest[0] ?? 1)).toFixed(2)} ×`,
      "target: flat (≈ 1 ×)",
    );
} finally {
  await mariadb.stop();
  await rm(folder, { recursive: true, force: true });
  await postgres.stop();
}
