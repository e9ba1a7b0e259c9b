import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { siteNamespace, template, whyNot } from "@hostwright/testbed/proxmox/backend/nspawn/index";
import { z } from "zod";
import { LOCATIONS, siteOf } from "../demo/site.ts";
import { consoleUrlAt } from "./console-url.ts";
import { buildDashboard, nextCli, WEB } from "./dashboard.ts";
import { keepPostgres } from "./keep-postgres.ts";
import { RunFile } from "./leftovers.ts";
import { portsInUse, requireFreePorts } from "./ports.ts";
import { relayConfig } from "./relay-config.ts";
import { installationSecrets, type Ports, type Secrets } from "./settings.ts";
import { type ProcessSpec, Supervised } from "./supervised.ts";

export interface SystemOptions {
  /** Everything the installation keeps: `.data`. */
  directory: string;
  ports: Ports;
  dashboard: boolean;
  /** Divides the time Proxmox tasks take. */
  speed: number;
  version: string;
  /** The WebSocket API of consoles as browsers reach it, where they are not on this machine. */
  consoleUrl?: string | undefined;
  /** Whether webhooks may go to receivers that are not on the internet. */
  webhooksAnywhere?: boolean;
  /** The dashboard as people reach it, where that is not on this machine. */
  dashboardUrl?: string | undefined;
  /** Further settings of the control plane. */
  settings?: Record<string, string>;
  /** What is behind the machines: their state and nothing else (the default), or booted Debian systems. */
  backend?: "state" | "nspawn";
  /** Where booted systems and their template are kept; `hosts` of the directory unless given. */
  hosts?: string;
  progress: (line: string) => void;
  /** Stops a start that is still under way: it then rejects, with everything ended. */
  signal?: AbortSignal;
}

export interface System {
  secrets: Secrets;
  /** Pids by name, for those who kill one on purpose. */
  pids(): Record<string, number | undefined>;
  stop(): Promise<void>;
}

const greeting = z.object({ fingerprint: z.string() });
const SRC = join(import.meta.dirname, "..");
const PACKAGES = join(SRC, "../..");

/** Starts the whole system, each part a process that is started again when it dies. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { directory, ports, progress, consoleUrl } = options;
  const logs = join(directory, "logs");
  mkdirSync(logs, { recursive: true });
  const run = new RunFile(directory);
  const wanted: (keyof Ports)[] = options.dashboard ? ["api", "web", "local", "proxmox"] : ["api", "local", "proxmox"];
  const swept = await run.sweep().catch(async (error: Error) => {
    throw new Error([error.message, ...(await portsInUse(ports, wanted))].join("\n"));
  });
  if (swept.length > 0) progress(`ended what an earlier run left behind: ${swept.join(", ")}`);
  await requireFreePorts(ports, wanted);

  const names = LOCATIONS.map((location) => location.name);
  const secrets = await installationSecrets(directory, names);
  const dashboardSecret = randomBytes(32).toString("base64url");
  const processes: Supervised[] = [];
  let ending: Promise<void> | undefined;
  const record = () => run.write(processes, ending !== undefined);
  record();
  const supervise = async (spec: Omit<ProcessSpec, "logFile">) => {
    options.signal?.throwIfAborted();
    const one = new Supervised({ ...spec, logFile: join(logs, `${spec.name}.log`) }, record);
    processes.push(one);
    await one.start();
    progress(`${spec.name} is up`);
    return one;
  };
  const configure = (name: string, value: unknown): string => {
    const file = join(directory, `${name}.json`);
    writeFileSync(file, JSON.stringify(value, null, 2), { mode: 0o600 });
    return file;
  };

  const database = await keepPostgres(join(directory, "postgres"), progress);
  const end = async () => {
    // In order: what asks before what answers, the database last.
    for (const name of ["dashboard", "relay-", "control", "proxmox-"])
      await Promise.all(processes.filter((one) => one.name.startsWith(name)).map((one) => one.stop()));
    await database.stop();
    run.remove();
  };
  const stop = () => {
    ending ??= end();
    record();
    return ending;
  };
  options.signal?.addEventListener("abort", () => void stop(), { once: true });

  try {
    const building = options.dashboard ? buildDashboard(join(logs, "dashboard-build.log"), options.signal) : undefined;
    building?.catch(() => undefined);
    const hosts = options.hosts ?? join(directory, "hosts");
    const backend = options.backend === "nspawn" ? await bootable(hosts, progress) : "state";
    const testbeds = LOCATIONS.map(async (location, index) => {
      const site = configure(`site-${location.name}`, siteOf(location, secrets));
      const state = join(directory, "proxmox", location.name);
      mkdirSync(join(directory, "proxmox"), { recursive: true });
      const testbed = await supervise({
        name: `proxmox-${location.name}`,
        script: join(PACKAGES, "testbed/src/proxmox/main.ts"),
        args: [
          "--port",
          String(ports.proxmox + index),
          "--site",
          site,
          "--state",
          state,
          "--speed",
          String(options.speed),
          ...["--backend", backend, "--hosts", hosts, "--name", location.name],
        ],
      });
      if (backend === "nspawn") {
        const namespace = siteNamespace({ directory: hosts, name: location.name });
        progress(`servers at ${location.name} are real: ip netns exec ${namespace} ssh root@…`);
      }
      return { location, index, fingerprint: greeting.parse(testbed.greeting).fingerprint };
    });
    const control = supervise({
      name: "control",
      script: join(SRC, "system/control-main.ts"),
      environment: {
        HOSTWRIGHT_CONTROL: configure("control", {
          databaseUrl: database.url,
          ports: { api: ports.api, local: ports.local },
          locations: names,
          secrets,
          anchors: join(directory, "anchors"),
          objects: join(directory, "objects"),
          logLevel: "INFO",
          version: options.version,
          ...(consoleUrl ? { consoleUrl } : {}),
          webhooksAnywhere: options.webhooksAnywhere ?? false,
          dashboardUrl: options.dashboardUrl ?? `http://127.0.0.1:${ports.web}`,
          settings: { HOSTWRIGHT_DASHBOARD_SECRET: dashboardSecret, ...options.settings },
        }),
      },
    });
    const [sites] = await Promise.all([Promise.all(testbeds), control]);
    await Promise.all(
      sites.map(({ location, index, fingerprint }) =>
        supervise({
          name: `relay-${location.name}`,
          script: join(PACKAGES, "relay/src/main.ts"),
          environment: {
            HOSTWRIGHT_RELAY_CONFIG: configure(
              `relay-${location.name}`,
              relayConfig({
                name: `relay-${location.name}-1`,
                location,
                cloudUrl: `http://127.0.0.1:${ports.local}`,
                proxmox: { url: `https://127.0.0.1:${ports.proxmox + index}`, fingerprint },
                secrets,
                // Everything is near, and whoever tries it should not wait a minute to see a change noticed.
                observeSeconds: 15,
              }),
            ),
          },
        }),
      ),
    );
    if (building) {
      progress("building the dashboard (about half a minute, once)");
      await building;
      await supervise({
        name: "dashboard",
        script: nextCli(),
        args: ["start", "-p", String(ports.web), "-H", "127.0.0.1"],
        directory: WEB,
        environment: {
          HOSTWRIGHT_API_URL: `http://127.0.0.1:${ports.api}`,
          HOSTWRIGHT_DASHBOARD_SECRET: dashboardSecret,
          HOSTWRIGHT_CONSOLE_URL: consoleUrl ?? consoleUrlAt(`http://127.0.0.1:${ports.local}`),
          NEXT_TELEMETRY_DISABLED: "1",
          NODE_ENV: "production",
        },
        ready: (signal) => answers(`http://127.0.0.1:${ports.web}/sign-in`, signal),
      });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    secrets,
    pids: () => ({ postgres: database.pid(), ...Object.fromEntries(processes.map((one) => [one.name, one.pid])) }),
    stop,
  };
}

/** The template is made here, where one sees that it takes its time. */
async function bootable(hosts: string, progress: (line: string) => void): Promise<"state" | "nspawn"> {
  const reason = whyNot();
  if (reason) progress(`servers are state only: ${reason}`);
  else await template(hosts, progress);
  return reason ? "state" : "nspawn";
}

async function answers(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      const response = await fetch(url, { signal });
      await response.body?.cancel();
      if (response.status < 500) return;
    } catch {
      signal.throwIfAborted();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
