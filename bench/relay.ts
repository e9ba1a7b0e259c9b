import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "@hostwright/core/kernel/clock";
import { ProxmoxClient } from "../packages/relay/src/proxmox/client.ts";
import { jobOf, startQueues } from "../packages/relay/test/support/queues.ts";
import { cloneOf, run, startTestbed, TOKEN, vmOf } from "../packages/relay/test/support/site.ts";

/**
 * How many small jobs a relay does on one core: starts and stops of VMs on the testbed without task time, through real
 * queues (fauxqs). Beside it the bound: the same number of calls to Proxmox, bare, by a process that does nothing else.
 */
const VMS = 50;
const ROUNDS = 40;
const WARM_UP = 20;
const TARGET = 200;

const TICKS_PER_SECOND = 100;
/** Processor seconds a process has used, from /proc (Linux). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
const line = (what: string, result: string, target = "") =>
  console.log(`${what.padEnd(58)} ${result.padStart(14)}  ${target}`);

/** The bound, as a process of its own: `calls` reads, as many at once as the relay does jobs. */
async function bare(url: string, fingerprint: string, calls: number): Promise<void> {
  const client = new ProxmoxClient({ url, fingerprint, ...TOKEN, clock: systemClock });
  let left = calls;
  const vm = { node: "pve1", vmid: 100 };
  const loop = async () => {
    while (left-- > 0) await client.read("GET /nodes/{node}/qemu/{vmid}/status/current", vm);
  };
  await client.read("GET /version", {});
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: 20 }, loop));
  const { user, system } = process.cpuUsage(before);
  await client.close();
  process.send?.((user + system) / 1e6);
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "hostwright-bench-"));
  const testbed = await startTestbed();
  const queues = await startQueues();
  const client = new ProxmoxClient({
    url: testbed.url,
    fingerprint: testbed.fingerprint,
    ...TOKEN,
    clock: systemClock,
  });
  for (let vmid = 100; vmid < 100 + VMS; vmid++) await run(client, { kind: "server.clone", payload: cloneOf(vmid) });
  await client.close();

  const config = join(directory, "relay.json");
  writeFileSync(
    config,
    JSON.stringify({
      relay: "bench",
      location: "fra1",
      aws: queues.aws,
      job_queue_url: queues.job_queue_url,
      result_queue_url: queues.result_queue_url,
      keys: [{ kty: "OKP", crv: "X25519", kid: "k", x: "x", d: "d" }],
      endpoints: [{ name: "e1", url: testbed.url, fingerprint: testbed.fingerprint, ...TOKEN }],
    }),
  );
  const relay = fork(fileURLToPath(new URL("../packages/relay/src/main.ts", import.meta.url)), {
    env: { ...process.env, HOSTWRIGHT_RELAY_CONFIG: config },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await once(relay, "message");
  const { pid = 0 } = relay;

  const round = async (operation: "start" | "stop") => {
    const jobs = Array.from({ length: VMS }, (_, index) =>
      jobOf("server.power", { ...vmOf(100 + index), operation, timeout_seconds: 5 }),
    );
    await Promise.all(jobs.map((job) => queues.give(job)));
    for (const job of jobs) await queues.result(job.job);
  };
  for (let index = 0; index < WARM_UP; index++) await round(index % 2 === 0 ? "start" : "stop");
  const [began, cpuBefore, memoryBefore] = [performance.now(), cpuSeconds(pid), residentMb(pid)];
  for (let index = 0; index < ROUNDS; index++) await round(index % 2 === 0 ? "start" : "stop");
  const [seconds, cpu] = [(performance.now() - began) / 1000, cpuSeconds(pid) - cpuBefore];
  const jobs = VMS * ROUNDS;
  const memory = residentMb(pid);
  await ended(relay, "SIGTERM");

  // What one start or stop asks of Proxmox: resources, config, status, the change, its task, status, and for a start both again.
  const callsPerJob = 7;
  const probe = fork(fileURLToPath(import.meta.url), [
    "bare",
    testbed.url,
    testbed.fingerprint,
    String(jobs * callsPerJob),
  ]);
  const [bareCpu] = await once(probe, "message");
  await ended(probe);

  line("relay: small jobs a second on one core", (jobs / cpu).toFixed(0), `≥ ${TARGET}`);
  line("bound: the same Proxmox calls, bare, on one core", (jobs / Number(bareCpu)).toFixed(0), "");
  line("ratio to the bound", (Number(bareCpu) / cpu).toFixed(2), "");
  line("small jobs a second by the clock, testbed and queue beside", (jobs / seconds).toFixed(0), "");
  line("memory of the relay, before and after (MB)", `${memoryBefore.toFixed(0)} → ${memory.toFixed(0)}`, "flat");
  await queues.close();
  await testbed.stop();
  rmSync(directory, { recursive: true });
}

async function ended(child: ChildProcess, signal?: NodeJS.Signals): Promise<void> {
  const exit = once(child, "exit");
  if (signal) child.kill(signal);
  await exit;
}

const [mode, url = "", fingerprint = "", calls = "0"] = process.argv.slice(2);
if (mode === "bare") await bare(url, fingerprint, Number(calls)).then(() => process.disconnect());
else await main();
