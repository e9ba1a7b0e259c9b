import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ownerOf } from "../packages/local/src/postgres/predecessor.ts";
import { removePostgres, startPostgres } from "../packages/local/src/postgres.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Superuser's URL of this run's PostgreSQL; test files make a database of their own with `createDatabase()`. */
    postgresUrl: string;
  }
}

const PREFIX = "hostwright-test-postgres-";

/** One throw-away PostgreSQL for the run of a tier. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepKilledRuns();
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  await chmod(folder, 0o755);
  const directory = join(folder, "postgres");
  const postgres = await startPostgres({ directory, ephemeral: true, log: () => {} });
  project.provide("postgresUrl", postgres.url);
  return async () => {
    await postgres.stop();
    await removePostgres(directory);
    await rm(folder, { recursive: true, force: true });
  };
}

/** A run that was killed leaves its server and folder behind. */
async function sweepKilledRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    const directory = join(folder, "postgres");
    const claimed = existsSync(join(directory, "owner"));
    if (!claimed || (await ownerOf(directory)) !== undefined) continue;
    await removePostgres(directory);
    await rm(folder, { recursive: true, force: true });
  }
}
