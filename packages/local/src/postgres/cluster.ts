import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";

const run = promisify(execFile);

interface ClusterRequest {
  binaries: Binaries;
  directory: string;
  account: Account;
  password: string;
  ephemeral: boolean;
}

/** The data directory, made by initdb when there is none. A rename at the end keeps a half-made one from being used. */
export async function createCluster({
  binaries,
  directory,
  account,
  password,
  ephemeral,
}: ClusterRequest): Promise<string> {
  const cluster = join(directory, "cluster");
  if (existsSync(cluster)) return cluster;
  const partial = join(directory, "cluster.new");
  const passwordFile = join(directory, "password.initdb");
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) for (const path of [partial, passwordFile]) await chown(path, account.uid, account.gid);
  try {
    await run(
      binaries.initdb,
      [
        `--pgdata=${partial}`,
        "--username=postgres",
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        ...(ephemeral ? ["--no-sync"] : []),
      ].filter((flag) => process.platform === "linux" || flag !== "--locale=C.UTF-8"),
      { ...account, cwd: directory },
    );
  } catch (cause) {
    const stderr = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : String(cause);
    throw new Error(`initdb failed: ${stderr.trim()}`, { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(partial, cluster);
  return cluster;
}
