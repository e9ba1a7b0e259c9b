import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { canEnter } from "../src/postgres/directory.ts";
import { isAlive } from "../src/postgres/process.ts";
import { type RunningPostgres, startPostgres } from "../src/postgres.ts";

let folder: string;
let running: RunningPostgres | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hostwright-postgres-"));
  await chmod(folder, 0o755);
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(folder, { recursive: true, force: true });
});

const start = async (port?: number) => {
  running = await startPostgres({ directory: join(folder, "pg"), ...(port && { port }), log: () => {} });
  return running;
};
const query = async (url: string, sql: string) => {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
};

test("keeps data and port over a restart, durably and on loopback only", async () => {
  const first = await start();
  await query(first.url, "create table t as select 42 as n");
  expect(await query(first.url, "show fsync")).toEqual([{ fsync: "on" }]);
  expect(await query(first.url, "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  await first.stop();
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await query(second.url, "select n from t")).toEqual([{ n: 42 }]);
});

test("starts again after the server itself was killed", async () => {
  const first = await start();
  await query(first.url, "create table t as select 42 as n");
  process.kill(first.pid, "SIGKILL");
  expect((await first.exited).signal).toBe("SIGKILL");
  expect(await query((await start()).url, "select n from t")).toEqual([{ n: 42 }]);
});

test("replaces the server of an owner that was killed", async () => {
  const script = `import { startPostgres } from ${JSON.stringify(new URL("../src/postgres.ts", import.meta.url).href)};
    const { pid } = await startPostgres({ directory: ${JSON.stringify(join(folder, "pg"))}, log() {} });
    console.log(pid); setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(owner.stdout, "data");
  const orphan = Number(line);
  await expect(start()).rejects.toThrow(`process ${owner.pid} is already running PostgreSQL`);
  owner.kill("SIGKILL");
  await once(owner, "exit");
  expect(await isAlive(orphan)).toBe(true);
  expect(await query((await start()).url, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(await isAlive(orphan)).toBe(false);
});

test("sees which directories another account cannot enter", async () => {
  const closed = join(folder, "closed");
  await mkdir(join(closed, "inner"), { recursive: true });
  await chmod(closed, 0o700);
  const stranger = { uid: 4_000_000, gid: 4_000_000 };
  expect(await canEnter(folder, stranger)).toBe(true);
  expect(await canEnter(join(closed, "inner"), stranger)).toBe(false);
  expect(await canEnter(join(closed, "inner"), undefined)).toBe(true);
});

test("names a port that is in use", async () => {
  const first = await start();
  const other = startPostgres({ directory: join(folder, "other"), port: first.port, log: () => {} });
  await expect(other).rejects.toThrow(`port ${first.port} for PostgreSQL is in use`);
});
