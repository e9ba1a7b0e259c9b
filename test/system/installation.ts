import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@hostwright/core/kernel/clock";
import { removePostgres } from "@hostwright/local/postgres";
import { ProxmoxClient } from "@hostwright/relay/proxmox/client";
import { createClient, type HostwrightClient } from "@hostwright/sdk";
import { z } from "zod";
import { until } from "./clock.ts";
import { UNLIMITED } from "./unlimited.ts";

const runFile = z.object({ processes: z.array(z.object({ name: z.string(), pid: z.number() })) });
const secretsFile = z.object({ demo_password: z.string() });
const relayFile = z.object({
  endpoints: z.array(
    z.object({ url: z.string(), fingerprint: z.string(), token_id: z.string(), token_secret: z.string() }),
  ),
});
const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

/** `npm start -- --api-only` as processes of their own, in a directory and on ports of their own. */
export class Installation {
  readonly directory: string;
  readonly ports: { api: number; local: number; proxmox: number };
  /** What the starter said, since its last start. */
  output = "";
  #child: ChildProcess | undefined;

  private constructor(directory: string, ports: Installation["ports"]) {
    this.directory = directory;
    this.ports = ports;
  }

  static async prepare(): Promise<Installation> {
    const directory = mkdtempSync(join(tmpdir(), "hostwright-test-installation-"));
    chmodSync(directory, 0o755);
    const [api = 0, local = 0, proxmox = 0] = await freePorts(4);
    return new Installation(directory, { api, local, proxmox });
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.ports.api}`;
  }

  /** Resolves when its last line says `ready`. @throws Error with what it said when it ends before. */
  async start(): Promise<void> {
    const { child, ended } = this.#spawn();
    this.#child = child;
    let code: number | null | undefined;
    ended.then((result) => {
      code = result.code;
    });
    await until(
      "the system ready",
      () => {
        if (code !== undefined) throw new Error(this.output);
        return /^ready in /m.test(this.output) ? true : undefined;
      },
      90_000,
    );
  }

  /** Another start on the same directory and ports, which is to fail: what it says. */
  async startInVain(): Promise<{ code: number | null; output: string }> {
    return this.#spawn().ended;
  }

  #spawn() {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, "../../packages/local/src/start.ts"), "--api-only"],
      {
        env: {
          ...process.env,
          ...UNLIMITED,
          HOSTWRIGHT_DATA_DIR: this.directory,
          HOSTWRIGHT_API_PORT: String(this.ports.api),
          HOSTWRIGHT_LOCAL_PORT: String(this.ports.local),
          HOSTWRIGHT_PROXMOX_PORT: String(this.ports.proxmox),
          HOSTWRIGHT_PROXMOX_SPEED: "8",
          // So soon a message of a killed relay shows up again.
          HOSTWRIGHT_RELAY_VISIBILITY_SECONDS: "15",
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let said = "";
    this.output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        this.output += chunk.toString();
      });
    const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
      child.once("close", (code) => resolve({ code, output: said })),
    );
    return { child, ended };
  }

  pid(name: string): number {
    if (name === "supervisor") return this.#child?.pid ?? 0;
    if (name === "postgres")
      return Number(readFileSync(join(this.directory, "postgres/cluster/postmaster.pid"), "utf8").split("\n")[0]);
    return runFile.parse(read(join(this.directory, "run.json"))).processes.find((one) => one.name === name)?.pid ?? 0;
  }

  pids(): number[] {
    return runFile.parse(read(join(this.directory, "run.json"))).processes.map(({ pid }) => pid);
  }

  /** kill -9. @returns once another of that name runs; at once for the supervisor, which nobody starts again. */
  async kill(name: string): Promise<void> {
    const pid = this.pid(name);
    if (pid === 0) throw new Error(`${name} does not run`);
    process.kill(pid, "SIGKILL");
    if (name === "supervisor") return;
    await until(`${name} again`, () => {
      const next = safely(() => this.pid(name));
      return next && next !== pid ? true : undefined;
    });
  }

  async signIn(): Promise<HostwrightClient> {
    const { demo_password: password } = secretsFile.parse(read(join(this.directory, "secrets.json")));
    const open = createClient({ baseUrl: this.apiUrl });
    const { data } = await open.POST("/v1/auth/login", { body: { email: "demo@hostwright.test", password } });
    return createClient({ baseUrl: this.apiUrl, token: data?.access_token ?? "" });
  }

  /** The machines at fra1 but templates, as Proxmox tells them. */
  async machines(): Promise<{ vmid: number; name: string; status: string; description: string }[]> {
    const [endpoint] = relayFile.parse(read(join(this.directory, "relay-fra1.json"))).endpoints;
    if (!endpoint) throw new Error("the relay has no endpoint");
    const client = new ProxmoxClient({ ...endpoint, clock: systemClock });
    try {
      const resources = await client.read("GET /cluster/resources", { type: "vm" });
      return await Promise.all(
        resources
          .filter((one) => !one.template)
          .map(async ({ vmid = 0, name = "", status = "", node = "" }) => {
            const { description = "" } = await client.read("GET /nodes/{node}/qemu/{vmid}/config", { node, vmid });
            return { vmid, name: String(name), status: String(status), description: description.trim() };
          }),
      );
    } finally {
      await client.close();
    }
  }

  /** Ctrl-C. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    await gone;
  }

  async remove(): Promise<void> {
    await this.stop();
    await removePostgres(join(this.directory, "postgres"));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export const isAlive = (pid: number): boolean =>
  safely(() => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0] !== "Z") ?? false;

function safely<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

export const holdsData = (installation: Installation): boolean => existsSync(join(installation.directory, "run.json"));

/** That many ports in a row, free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 12_000);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return ports;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
