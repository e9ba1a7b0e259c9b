/**
 * `npm run bench [-- name…]`: runs the benchmarks of this folder one after another, each a process of its own, and prints
 * results beside their targets. Targets are for two cores with nothing else to do; the tests assert none of them.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

const folder = import.meta.dirname;
const known = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && file !== "run.ts")
  .map((file) => file.slice(0, -".ts".length))
  .sort();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(", ")} (there are ${known.join(", ")})`);
  process.exit(1);
}

console.log(`${cpus().length} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`);
const failed: string[] = [];
for (const name of asked.length > 0 ? asked : known) {
  console.log(`\n## ${name}`);
  const { status } = spawnSync(process.execPath, [join(folder, `${name}.ts`)], { stdio: "inherit" });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`\ndid not finish: ${failed.join(", ")}`);
  process.exit(1);
}
