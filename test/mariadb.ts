import { chmod, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { findMariadb, removeMariadb, startMariadb } from "../packages/testbed/src/mariadb/index.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** This run's MariaDB, or null where the machine has no mariadbd; use it through `describeOnEachDatabase`. */
    mariadbUrl: string | null;
  }
}

const PREFIX = "hostwright-test-mariadb-";

/** One throw-away MariaDB for the run of a tier. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepKilledRuns();
  if (!findMariadb()) {
    const missing = "mariadbd is not installed (apt-get install mariadb-server)";
    if (process.env.CI === "true") throw new Error(`${missing}, and with CI=true no test may be skipped`);
    console.warn(`skipping every test on MariaDB: ${missing}`);
    project.provide("mariadbUrl", null);
    return async () => {};
  }
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  await chmod(folder, 0o755);
  await writeFile(join(folder, "owner"), `${process.pid}`);
  const mariadb = await startMariadb({ directory: folder });
  project.provide("mariadbUrl", mariadb.url);
  return async () => {
    await mariadb.stop();
    await removeMariadb(folder);
  };
}

/** A run that was killed leaves its server and folder behind. */
async function sweepKilledRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    const owner = Number(await readFile(join(folder, "owner"), "utf8").catch(() => "0"));
    if (owner > 0 && !isAlive(owner)) await removeMariadb(folder);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
