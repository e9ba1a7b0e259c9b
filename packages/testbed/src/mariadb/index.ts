/** A private MariaDB from the machine's own package (Debian: `mariadb-server`), on 127.0.0.1, for tests and testbeds. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Account, accountForMariadb } from "./account.ts";

export interface MariadbOptions {
  /** Holds data, socket, password and log; made when missing. Every user must be able to pass through its parents. */
  directory: string;
  /** A free one unless told. */
  port?: number;
  /** What InnoDB caches; 64 unless told. */
  bufferPoolMb?: number;
}

export interface RunningMariadb {
  /** `mysql://…` of a user with every right, without a database. */
  url: string;
  port: number;
  pid: number;
  /** Settles when the server process ends, for whatever reason. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

const SERVERS = ["/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd", "/usr/libexec/mariadbd"];

/** Where mariadbd is; undefined where the machine has none. */
export function findMariadb(): string | undefined {
  return SERVERS.find((path) => existsSync(path));
}

/** Starts a server, which is ready when this resolves. What is committed survives a kill, not a power cut. Throws where mariadbd is missing. */
export async function startMariadb({ directory, port, bufferPoolMb = 64 }: MariadbOptions): Promise<RunningMariadb> {
  const binary = findMariadb();
  if (!binary) throw new Error("mariadbd is not installed: apt-get install mariadb-server");
  const account = await accountForMariadb();
  await mkdir(directory, { recursive: true });
  if (account) await chown(directory, account.uid, account.gid);
  const data = join(directory, "data");
  // Of its own: a server that starts removes what others keep in a shared one.
  const temporary = join(directory, "tmp");
  await mkdir(temporary, { recursive: true });
  if (account) await chown(temporary, account.uid, account.gid);
  if (!existsSync(join(data, "mysql"))) await createData(data, temporary, account);
  const password = await storedPassword(directory, account);
  const chosen = port ?? (await freePort());
  const server = spawn(
    binary,
    [
      "--no-defaults",
      `--datadir=${data}`,
      `--tmpdir=${temporary}`,
      `--socket=${join(directory, "socket")}`,
      `--pid-file=${join(directory, "pid")}`,
      `--init-file=${join(directory, "init.sql")}`,
      "--bind-address=127.0.0.1",
      `--port=${chosen}`,
      "--skip-name-resolve",
      `--innodb-buffer-pool-size=${bufferPoolMb}M`,
      "--innodb-flush-log-at-trx-commit=2",
    ],
    { cwd: directory, stdio: ["ignore", "ignore", "pipe"], ...account },
  );
  await readiness(server);
  if (server.pid === undefined) throw new Error("mariadbd has no process id");
  const exited = once(server, "exit").then(() => undefined);
  return {
    url: `mysql://hostwright:${password}@127.0.0.1:${chosen}`,
    port: chosen,
    pid: server.pid,
    exited,
    async stop() {
      server.kill("SIGTERM");
      await exited;
    },
  };
}

/** Ends the server that a killed process left in `directory`, and removes the directory. */
export async function removeMariadb(directory: string): Promise<void> {
  const pid = Number(await readFile(join(directory, "pid"), "utf8").catch(() => "0"));
  const command = pid > 0 ? await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "") : "";
  if (command.includes(directory)) process.kill(pid, "SIGKILL");
  await rm(directory, { recursive: true, force: true, maxRetries: 10 });
}

async function createData(data: string, temporary: string, account: Account | undefined): Promise<void> {
  await promisify(execFile)(
    "mariadb-install-db",
    [
      "--no-defaults",
      `--datadir=${data}`,
      `--tmpdir=${temporary}`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
    ],
    { ...account },
  );
}

/** One password for the directory's life, so that the address survives a restart. The server reads `init.sql` at each. */
async function storedPassword(directory: string, account: Account | undefined): Promise<string> {
  const stored = join(directory, "password");
  const password = existsSync(stored) ? await readFile(stored, "utf8") : randomBytes(18).toString("base64url");
  await writeFile(stored, password, { mode: 0o600 });
  const file = join(directory, "init.sql");
  const user = "'hostwright'@'127.0.0.1'";
  await writeFile(
    file,
    `create or replace user ${user} identified by '${password}';\ngrant all on *.* to ${user} with grant option;\n`,
    { mode: 0o600 },
  );
  if (account) await chown(file, account.uid, account.gid);
  return password;
}

async function readiness(server: ChildProcess): Promise<void> {
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const failed = () => reject(new Error(`mariadbd did not start:\n${said}`));
    server.once("error", reject);
    server.once("exit", failed);
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      if (said.length < 10_000) said += text;
      if (!said.includes("ready for connections")) return;
      server.off("exit", failed);
      resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
