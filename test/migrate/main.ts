/**
 *   npm run migrate:proof -- [--seeds 20] [--size 200] [--shapes 7.8,8.4,8.13] [--kills 50]
 *
 * For every shape and seed: each labelled row of the made-up company has its expected outcome, and a second and a third
 * run change nothing. Then kills runs at random points, and compares their end with that of a run left alone. Prints
 * what is broken as it is found, and ends with 1 if anything was.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { removePostgres, startPostgres } from "../../packages/local/src/postgres.ts";
import { removeMariadb, startMariadb } from "../../packages/testbed/src/mariadb/index.ts";
import { SHAPES } from "../../packages/testbed/src/whmcs/index.ts";
import { prove, proveKilled } from "./prove.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "20" },
    size: { type: "string", default: "200" },
    shapes: { type: "string", default: SHAPES.join(",") },
    kills: { type: "string", default: "50" },
  },
});
/** Some three thousand rows: more than one batch. */
const SERVICES_A_KILL = 250;

const folder = await mkdtemp(join(tmpdir(), "hostwright-proof-servers-"));
await chmod(folder, 0o755);
const starting = [
  startMariadb({ directory: join(folder, "mariadb") }),
  startPostgres({ directory: join(folder, "postgres"), ephemeral: true, log: () => {} }),
] as const;
let ended: Promise<void> | undefined;
/** Once, whoever asks first: the servers end, and nothing of theirs or of the proofs stays behind. */
const end = () => {
  ended ??= (async () => {
    for (const server of await Promise.allSettled(starting))
      if (server.status === "fulfilled") await server.value.stop();
    await removePostgres(join(folder, "postgres"));
    await removeMariadb(join(folder, "mariadb"));
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  })();
  return ended;
};
// Ctrl-C ends the servers, and with them the run. It comes more than once: from the terminal, and by whoever started us.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)
  process.on(signal, () => void end().finally(() => process.exit(code)));
let broken = 0;
const tell = (what: string, lines: readonly string[]) => {
  broken += lines.length;
  console.log(`${what}: ${lines.length === 0 ? "holds" : `${lines.length} broken`}`);
  for (const line of lines) console.log(`  ${line}`);
};

try {
  const [mariadb, postgres] = await Promise.all(starting);
  const servers = { mariadb: mariadb.url, postgres: postgres.url, folder };
  const shapes = SHAPES.filter((shape) => values.shapes.split(",").includes(shape));
  for (const shape of shapes)
    for (let seed = 1; seed <= Number(values.seeds); seed++)
      tell(`WHMCS ${shape}, seed ${seed}`, await prove(servers, { shape, seed, size: Number(values.size) }));
  const kills = Number(values.kills);
  if (kills > 0) {
    const company = { shape: shapes.at(-1) ?? "8.4", seed: 1, size: kills * SERVICES_A_KILL };
    const { kills: met, broken } = await proveKilled(servers, company, kills);
    const missed = met < kills ? [`${kills - met} of ${kills} kills met no run at work`] : [];
    tell(`WHMCS ${company.shape}, ${company.size} services, killed ${met} times`, [...missed, ...broken]);
  }
} finally {
  await end();
}
process.exitCode = broken > 0 ? 1 : 0;
