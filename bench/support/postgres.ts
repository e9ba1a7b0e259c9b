import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removePostgres, startPostgres } from "@hostwright/local/postgres";

/** A PostgreSQL for one benchmark, thrown away after it. Durable as any: what is measured includes its commits. */
export async function benchPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "hostwright-bench-postgres-"));
  await chmod(folder, 0o755);
  const directory = join(folder, "postgres");
  const postgres = await startPostgres({ directory, log: () => undefined });
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop();
      await removePostgres(directory);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
