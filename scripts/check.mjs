// `npm run check`: types, lint with the import rules, and whether the generated files are what the code says.
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";
import { node24Env } from "./node24.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
install({ dev: true });
const env = node24Env();
let failed = false;
for (const script of ["typecheck", "lint", "openapi:check"]) {
  const run = spawnSync("npm", ["run", "--silent", script], {
    cwd: root,
    env,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  console.log(`${script}: ${run.status === 0 ? "ok" : "failed"}`);
  if (run.status !== 0) failed = true;
}
process.exit(failed ? 1 : 0);
