/**
 * `npm start -- --api-only` on an installed tree: until its last line, first with no data, then with what the first start
 * left; and the memory of each process once it is up and has answered.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { line, ms, title } from "./support/report.ts";

const root = join(import.meta.dirname, "..");
const PORTS = ["HOSTWRIGHT_API_PORT", "HOSTWRIGHT_LOCAL_PORT", "HOSTWRIGHT_WEB_PORT"];

/** A port nobody uses, with the next one free too. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}

async function start(environment: NodeJS.ProcessEnv) {
  const began = performance.now();
  const child = spawn("npm", ["start", "--silent", "--", "--api-only"], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (/^ready/m.test(said)) break;
  }
  if (!/^ready/m.test(said)) throw new Error(`it did not start:\n${said}`);
  return { child, took: performance.now() - began };
}

interface Process {
  pid: number;
  parent: number;
  name: string;
  residentMb: number;
}

/** Every process of this machine, from /proc (Linux). */
function processes(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, "utf8");
        const [program = "", ...rest] = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
        const script = rest.find((argument) => /\.(ts|mjs|js)$/.test(argument));
        const field = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
        const shown = script ? script.replace(`${root}/`, "") : basename(program.split(" ")[0] ?? "").replace(/:$/, "");
        return [{ pid: Number(name), parent: field("PPid"), name: shown, residentMb: field("VmRSS") / 1024 }];
      } catch {
        // Ended meanwhile.
        return [];
      }
    });
}

function descendants(pid: number, all: Process[]): Process[] {
  const own = all.filter((one) => one.parent === pid);
  return own.flatMap((one) => [one, ...descendants(one.pid, all)]);
}

async function stop(child: Awaited<ReturnType<typeof start>>["child"]): Promise<void> {
  if (child.pid === undefined) return;
  const closed = once(child, "close");
  child.stdout.resume();
  process.kill(-child.pid, "SIGINT");
  await closed;
}

const directory = mkdtempSync(join(tmpdir(), "hostwright-bench-start-"));
const environment: NodeJS.ProcessEnv = {
  HOSTWRIGHT_DATA_DIR: directory,
  HOSTWRIGHT_PROXMOX_PORT: String(await freePort()),
};
for (const name of PORTS) environment[name] = String(await freePort());

try {
  title("Start-up of `npm start -- --api-only`, installed");
  const first = await start(environment);
  line("first start (new database, demo data)", ms(first.took, 0));
  await stop(first.child);
  const second = await start(environment);
  line("again", ms(second.took, 0));
  await fetch(`http://127.0.0.1:${environment.HOSTWRIGHT_API_PORT}/ready`);
  title("Resident memory, idle");
  const all = descendants(second.child.pid ?? 0, processes());
  const isPostgres = (one: Process) => one.name.startsWith("postgres");
  for (const one of all.filter((other) => other.name.endsWith(".ts") || other.name.endsWith(".mjs")))
    line(one.name, `${one.residentMb.toFixed(0)} MB`);
  const database = all.filter(isPostgres).reduce((sum, one) => sum + one.residentMb, 0);
  line(
    `PostgreSQL (${all.filter(isPostgres).length} processes, shared memory counted in each)`,
    `${database.toFixed(0)} MB`,
  );
  await stop(second.child);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
