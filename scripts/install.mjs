// Installs the npm packages when they are missing or not those of package-lock.json. Plain JavaScript for Node 20.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { node24, node24Env } from "./node24.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".hostwright.json");

function installed() {
  try {
    return JSON.parse(readFileSync(stamp, "utf8"));
  } catch {
    return undefined;
  }
}

/** Makes sure the packages are there; with `dev` those for tests and tools too. */
export function install({ dev }) {
  const binary = node24();
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const before = installed();
  if (before?.lock === lock && (before.dev || !dev)) return;
  const withDev =
    dev || before?.dev === true || (before === undefined && existsSync(join(root, "node_modules/vitest")));
  console.log(`installing npm packages${withDev ? " (with those for tests)" : ""} …`);
  // Not `npm ci`: it refuses wherever a registry lacks an optional package of another platform. Without saving, `install`
  // takes the very versions of the lock file and leaves the file alone.
  const args = [
    "install",
    "--no-save",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    ...(withDev ? [] : ["--omit=dev"]),
  ];
  const npm = spawnSync("npm", args, {
    cwd: root,
    env: node24Env(binary),
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  if (npm.status !== 0) {
    console.error("npm could not install the packages; its words are above.");
    process.exit(1);
  }
  writeFileSync(stamp, JSON.stringify({ lock, dev: withDev }));
}
