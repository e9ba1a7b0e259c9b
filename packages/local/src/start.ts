import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DEMO_USERS } from "./demo/seed.ts";
import { LOCATIONS } from "./demo/site.ts";
import { removePostgres } from "./postgres.ts";
import { RunFile } from "./system/leftovers.ts";
import { readPorts, settingsFrom } from "./system/settings.ts";
import { startSystem } from "./system/system.ts";

/** `npm start [-- --fresh] [-- --api-only]`: the whole system on this machine. Settings: README, "On one machine". */
const VERSION = "0.1.0";
const began = performance.now();
const seconds = () => ((performance.now() - began) / 1000).toFixed(1).padStart(5);
const progress = (line: string) => console.log(`${seconds()} s  ${line}`);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { fresh: { type: "boolean" }, "api-only": { type: "boolean" } } });
  const directory = process.env.HOSTWRIGHT_DATA_DIR ?? join(import.meta.dirname, "../../../.data");
  const ports = readPorts(process.env);
  const speed = Number(process.env.HOSTWRIGHT_PROXMOX_SPEED ?? 20);
  if (!(speed > 0)) throw new Error("HOSTWRIGHT_PROXMOX_SPEED: not a number above 0");
  const backend = process.env.HOSTWRIGHT_PROXMOX_BACKEND ?? "state";
  if (backend !== "state" && backend !== "nspawn") throw new Error("HOSTWRIGHT_PROXMOX_BACKEND: not state or nspawn");
  if (values.fresh) await begin(directory);

  // Ctrl-C while it is still starting stops what is there; and without those who started us nobody could press it.
  const told = new AbortController();
  const tell = () => {
    if (!told.signal.aborted) console.log("\nstopping …");
    told.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, tell);
  if (process.send) process.on("disconnect", tell);
  const system = await startSystem({
    directory,
    ports,
    dashboard: !values["api-only"],
    speed,
    backend,
    consoleUrl: process.env.HOSTWRIGHT_CONSOLE_URL,
    dashboardUrl: process.env.HOSTWRIGHT_DASHBOARD_URL,
    settings: settingsFrom(process.env),
    webhooksAnywhere: process.env.HOSTWRIGHT_WEBHOOKS_ANYWHERE === "yes",
    version: VERSION,
    progress,
    signal: told.signal,
  }).catch((error: unknown) => {
    if (!told.signal.aborted) throw error;
    console.log("stopped");
    return process.exit(0);
  });
  const stop = async () => {
    await system.stop();
    console.log("stopped");
    process.exit(0);
  };
  told.signal.addEventListener("abort", () => void stop(), { once: true });

  const password = system.secrets.demo_password;
  const lines = [
    "",
    ...(values["api-only"] ? [] : [`dashboard    http://127.0.0.1:${ports.web}`]),
    `API          http://127.0.0.1:${ports.api} (description: /docs)`,
    ...(process.env.HOSTWRIGHT_MAIL_URL ? [] : [`mail         http://127.0.0.1:${ports.api}/dev/mail`]),
    `AWS          http://127.0.0.1:${ports.local} (SQS, Step Functions, EventBridge)`,
    ...LOCATIONS.map(({ name }, index) => `Proxmox VE   https://127.0.0.1:${ports.proxmox + index} (${name})`),
    `logs         ${join(directory, "logs")}`,
    "",
    ...DEMO_USERS.map(
      ({ email, member, operator }) =>
        `sign in      ${email}  ${password}  (${member ? `${member.tenant}, ${member.role}` : `operator: ${operator}`})`,
    ),
    `token auditor@pve!demo=${system.secrets.auditor_token_secret}`,
    `ready in ${seconds().trim()} s; Ctrl-C stops everything`,
  ];
  console.log(lines.join("\n"));
}

/** `--fresh`: forgets the installation, after making sure that none runs on it. */
async function begin(directory: string): Promise<void> {
  await new RunFile(directory).sweep();
  await removePostgres(join(directory, "postgres"));
  for (const part of ["proxmox", "anchors", "objects", "secrets.json", "run.json", "logs"])
    rmSync(join(directory, part), { recursive: true, force: true });
  progress("began anew");
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
