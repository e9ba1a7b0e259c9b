/**
 * Writes `openapi/v1.json` and `docs/permissions.md` from the routes, and `packages/sdk/src/v1.gen.ts` from the former; with `--check` it changes nothing
 * and fails where either is out of date.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describeApi } from "../packages/functions/src/openapi.ts";
import { permissionTable } from "./permission-table.ts";

const root = join(import.meta.dirname, "..");
const check = process.argv.includes("--check");
const description = `${JSON.stringify(describeApi(), null, 2)}\n`;
let stale = false;

function write(path: string, text: string): void {
  const file = join(root, path);
  let current = "";
  try {
    current = readFileSync(file, "utf8");
  } catch {
    // Not there yet.
  }
  if (current === text) return;
  if (check) {
    console.error(`${path} is out of date: run \`npm run openapi\``);
    stale = true;
  } else writeFileSync(file, text);
}

/** openapi-typescript runs on the TypeScript of its own workspace: it needs the compiler's JavaScript API. */
function typesOf(text: string): string {
  const require = createRequire(join(root, "packages/sdk/package.json"));
  const cli = join(require.resolve("openapi-typescript/package.json"), "../bin/cli.js");
  const run = spawnSync(process.execPath, [cli], { input: text, encoding: "utf8", cwd: join(root, "packages/sdk") });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout;
}

write("docs/permissions.md", await permissionTable());
write("openapi/v1.json", description);
write("packages/sdk/src/v1.gen.ts", typesOf(description));
if (stale) process.exit(1);
