// Runs a script on Node 24, fetching it from npm where the machine has an older one.
// Plain JavaScript for Node 20: this file runs before anything is installed.
//
//   node scripts/node24.mjs <script> [args…]
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NODE = "24.21.0";
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Path of a Node ≥ 24 executable; installed below `.data/toolchain` on first use. */
export function node24() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const prefix = join(root, ".data", "toolchain");
  const binary = join(prefix, "node_modules", name, "bin", platform === "win" ? "node.exe" : "node");
  if (existsSync(binary) && spawnSync(binary, ["--version"], { encoding: "utf8" }).stdout?.trim() === `v${NODE}`)
    return binary;
  console.error(`Node ${process.versions.node} found; fetching Node ${NODE} from npm into .data/toolchain …`);
  mkdirSync(prefix, { recursive: true });
  writeFileSync(join(prefix, "package.json"), '{"private":true}\n');
  const npm = spawnSync(
    "npm",
    ["install", "--prefix", prefix, "--no-save", "--no-audit", "--no-fund", "--loglevel=error", `${name}@${NODE}`],
    { stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" },
  );
  if (npm.status !== 0 || !existsSync(binary)) {
    console.error(`Could not fetch Node ${NODE} (npm package ${name}). Install Node 24 and try again.`);
    process.exit(1);
  }
  return binary;
}

/** Environment in which child processes find that Node first. */
export function node24Env(binary = node24()) {
  return { ...process.env, PATH: `${dirname(binary)}${process.platform === "win32" ? ";" : ":"}${process.env.PATH}` };
}

/**
 * Runs `args` on Node 24 with our terminal; exits with its code and passes signals on. With `ipc` the child has a channel
 * to us and notices when we are gone; and we end when whoever started us is gone, kill -9 included.
 */
export function runOnNode24(args, { ipc = false } = {}) {
  const binary = node24();
  const stdio = ["inherit", "inherit", "inherit", ...(ipc ? ["ipc"] : [])];
  const child = spawn(binary, args, { stdio, env: node24Env(binary) });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
  const starters = whoStartedUs();
  if (ipc) setInterval(() => whoStartedUs() !== starters && child.kill("SIGTERM"), 1000).unref();
}

/** Our parent; and where that is only the shell npm runs a script in, npm too. */
function whoStartedUs() {
  const shell = `/proc/${process.ppid}`;
  try {
    if (!readFileSync(`${shell}/cmdline`, "utf8").includes("scripts/")) return `${process.ppid}`;
    return `${process.ppid} ${/^PPid:\s*(\d+)/m.exec(readFileSync(`${shell}/status`, "utf8"))?.[1]}`;
  } catch {
    // No /proc here, or the parent has just ended.
    return `${process.ppid}`;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) runOnNode24(process.argv.slice(2));
