import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { removePostgres, startPostgres } from "@hostwright/local/postgres";
import { megabytes } from "./memory.ts";
import { type ChaosResult, runChaos } from "./run.ts";

/** `npm run chaos [-- --seed N --operations 10000]` */
const { values } = parseArgs({
  options: { seed: { type: "string" }, operations: { type: "string" }, crowd: { type: "string" } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const operations = Number(values.operations ?? 10_000);
const crowd = Number(values.crowd ?? 60);

const folder = await mkdtemp(join(tmpdir(), "hostwright-chaos-postgres-"));
await chmod(folder, 0o755);
const directory = join(folder, "postgres");
const postgres = await startPostgres({ directory, ephemeral: true, log: () => undefined });
print(`seed ${seed}, ${operations} operations`);
try {
  const result = await runChaos({ seed, operations, crowd, postgresUrl: postgres.url, log: print });
  summarise(result);
  process.exitCode = result.broken.length > 0 ? 1 : 0;
} finally {
  await postgres.stop();
  await removePostgres(directory);
  await rm(folder, { recursive: true, force: true });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function summarise({ counts, memory, broken, ...run }: ChaosResult): void {
  for (const what of Object.keys(counts).sort()) print(`${String(counts[what]).padStart(7)}  ${what}`);
  if (memory) {
    const [heap, later] = memory.heap;
    const [resident, residentLater] = memory.resident;
    print(
      `relay's memory, medians of the first and the last quarter of ${memory.samples} samples: heap ${megabytes(heap)} → ${megabytes(later)}, resident ${megabytes(resident)} → ${megabytes(residentLater)}`,
    );
  }
  const rate = (run.operations / run.seconds).toFixed(1);
  print(
    `${broken.length === 0 ? "held" : `BROKEN (seed ${run.seed})`}: ${run.operations} operations on ${run.servers} servers in ${run.seconds.toFixed(0)} s (${rate}/s), ${run.hours.toFixed(1)} hours of the stepped clock`,
  );
  for (const invariant of new Set(broken.map((one) => one.invariant)))
    print(`broken with seed ${run.seed}: ${invariant}`);
}
