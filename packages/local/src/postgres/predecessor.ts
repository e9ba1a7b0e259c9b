import { existsSync } from "node:fs";
import { readFile, realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cameTrue, isAlive, isTaken, processesIn, startOf, workingDirectoryOf } from "./process.ts";

/** Writes down that this process owns the directory; throws while another living process does. */
export async function claimDirectory(directory: string): Promise<void> {
  const owner = await ownerOf(directory);
  if (owner !== undefined && owner !== process.pid) {
    throw new Error(`process ${owner} is already running PostgreSQL from ${directory}`);
  }
  await writeFile(join(directory, "owner"), `${process.pid} ${await startOf(process.pid)}\n`);
}

/** The living process that owns the directory, if any. */
export async function ownerOf(directory: string): Promise<number | undefined> {
  const file = join(directory, "owner");
  if (!existsSync(file)) return undefined;
  const [pid = "", start = ""] = (await readFile(file, "utf8")).trim().split(" ");
  return (await isAlive(Number(pid))) && (await startOf(Number(pid))) === start ? Number(pid) : undefined;
}

/**
 * Stops a server that outlived its owner, found by its own lock file and recognised by its working directory, which is
 * the cluster. A lock file naming a process that is something else by now is removed, once no backend of the dead server
 * is left. One naming nothing is left to PostgreSQL, which checks for such backends itself.
 */
export async function stopPredecessor(cluster: string, log: (message: string) => void): Promise<void> {
  const lock = join(cluster, "postmaster.pid");
  if (!existsSync(lock)) return;
  const pid = Number((await readFile(lock, "utf8")).split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isTaken(pid)) return;
  const path = await realpath(cluster);
  if ((await workingDirectoryOf(pid)) === path) {
    log(`PostgreSQL ${pid} outlived its owner; stopping it`);
    const gone = async () => !(await isAlive(pid));
    process.kill(pid, "SIGINT");
    if (await cameTrue(gone, 20_000)) return;
    process.kill(pid, "SIGQUIT");
    if (!(await cameTrue(gone, 10_000))) throw new Error(`PostgreSQL ${pid} in ${cluster} does not stop`);
    return;
  }
  const alone = async () => (await processesIn(path)).length === 0;
  if (!(await cameTrue(alone, 20_000))) throw new Error(`processes of a dead PostgreSQL still work in ${cluster}`);
  await rm(lock, { force: true });
}
