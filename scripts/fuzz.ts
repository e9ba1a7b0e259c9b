/**
 * `npm run fuzz -- --requests 100000 --seed 7`: that many generated requests to the API, spread over all operations of its
 * description: valid ones, nearly valid ones and hostile ones. The same seed sends the same requests. Ends with 1 on a
 * 5xx, on an answer that is not as described, and on one that does not come.
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import v1 from "../openapi/v1.json" with { type: "json" };

const { values } = parseArgs({
  options: { requests: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
});
const operations = Object.values(v1.paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
// The requests that are hardly HTTP come on top, six for each run; signing in is asked for in one run of four.
const runs = Math.ceil(Number(values.requests) / (operations + 5));
const { status } = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "--project", "integration", "test/integration/api/fuzz.test.ts"],
  {
    stdio: "inherit",
    env: { ...process.env, HOSTWRIGHT_FUZZ_RUNS: String(runs), HOSTWRIGHT_FUZZ_SEED: values.seed },
  },
);
process.exit(status ?? 1);
