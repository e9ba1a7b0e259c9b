import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type ProxmoxOptions, startProxmox } from "../index.ts";
import { type Answer, TestClient, testSite } from "../testing.ts";
import { type GuestBackend, type GuestBoot, type GuestDisk, stateOnly } from "./guest-backend.ts";

/** Writes down what it is asked; each thing takes until the loop has turned. */
class Recorder implements GuestBackend {
  readonly summary = "guests are written down";
  readonly asked: string[] = [];
  readonly boots: GuestBoot[] = [];
  readonly on = new Set<number>();
  refuses: string | undefined;
  off: (vmid: number) => void = () => undefined;

  onPowerOff(listener: (vmid: number) => void) {
    this.off = listener;
  }
  async adopt(vmids: number[]) {
    this.asked.push(`adopt ${vmids.join(" ")}`);
  }
  async start(describe: () => GuestBoot) {
    const boot = describe();
    this.asked.push(`start ${boot.vmid}`);
    await turn();
    if (this.refuses) throw new Error(this.refuses);
    this.boots.push(boot);
    this.on.add(boot.vmid);
  }
  async shutDown(vmid: number, seconds: number) {
    this.asked.push(`shut down ${vmid} in ${seconds}`);
    await turn();
    this.on.delete(vmid);
  }
  async kill(vmid: number) {
    this.asked.push(`kill ${vmid}`);
    await turn();
    this.on.delete(vmid);
  }
  async reset(vmid: number) {
    this.asked.push(`reset ${vmid}`);
  }
  isRunning = (vmid: number) => this.on.has(vmid);
  async copyDisk(from: GuestDisk, to: GuestDisk) {
    this.asked.push(`copy ${named(from)} to ${named(to)}`);
  }
  async removeDisk(disk: GuestDisk) {
    this.asked.push(`remove ${named(disk)}`);
  }
  console = stateOnly.console;
  run = stateOnly.run;
  close = stateOnly.close;
}

const named = (disk: GuestDisk) =>
  "backup" in disk ? disk.backup : `${disk.vmid}${disk.snapshot === undefined ? "" : `@${disk.snapshot}`}`;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A testbed whose tasks take as long as its backend does, with VM 101 on it. */
async function site(options: Partial<ProxmoxOptions> = {}) {
  const backend = new Recorder();
  const proxmox = await startProxmox({
    site: testSite({ vms: [] }),
    speed: Number.POSITIVE_INFINITY,
    backend,
    ...options,
  });
  const client = new TestClient(proxmox);
  stops.push(async () => {
    client.close();
    await proxmox.stop();
  });
  const task = async (answer: Promise<Answer>): Promise<string> => {
    const upid = await client.upid(answer);
    for (;;) {
      const found = proxmox.cluster.tasks().find((one) => one.upid === upid);
      if (found?.status !== undefined) return found.status;
      await turn();
    }
  };
  const vm = "/nodes/pve1/qemu/101";
  if (!proxmox.cluster.vm(101)) {
    expect(await task(client.post("/nodes/pve1/qemu/9000/clone", { newid: 101, full: 1, name: "web" }))).toBe("OK");
    await client.data(client.put(`${vm}/config`, { ciuser: "ada", ipconfig0: "ip=198.18.0.10/22,gw=198.18.0.1" }));
  }
  return { backend, proxmox, client, task, vm, running: () => proxmox.cluster.vm(101)?.process !== undefined };
}

test("guests are started, stopped, wiped when their machines are", async () => {
  const { backend, client, task, vm, running } = await site();
  await task(client.post(`${vm}/status/start`));
  expect(running()).toBe(true);
  expect(backend.boots[0]?.nics).toMatchObject([
    { name: "eth0", bridge: "vmbr0", ipv4: { address: "198.18.0.10/22", gateway: "198.18.0.1" } },
  ]);
  expect(backend.boots[0]?.cloudInit.userData).toContain("user: ada");
  await task(client.post(`${vm}/status/shutdown`, { timeout: 30 }));
  expect(running()).toBe(false);
  await task(client.delete(vm));
  expect(backend.asked.slice(1)).toEqual(["copy 9000 to 101", "start 101", "shut down 101 in 30", "remove 101"]);
});

test("a guest that cannot be started is a start that fails, and a machine that is stopped", async () => {
  const { backend, client, task, vm, running } = await site();
  backend.refuses = "no room on the host";
  expect(await task(client.post(`${vm}/status/start`))).toBe("no room on the host");
  expect(running()).toBe(false);
});

test("a guest that powers itself off is a machine that is stopped", async () => {
  const { backend, client, task, vm, running } = await site();
  await task(client.post(`${vm}/status/start`));
  backend.off(101);
  expect(running()).toBe(false);
});

test("a snapshot keeps what the guest has written, and a rollback brings it back", async () => {
  const { backend, client, task, vm } = await site();
  await task(client.post(`${vm}/snapshot`, { snapname: "s1" }));
  await task(client.post(`${vm}/snapshot/s1/rollback`));
  await task(client.delete(`${vm}/snapshot/s1`));
  expect(backend.asked.slice(2)).toEqual(["copy 101 to 101@s1", "kill 101", "copy 101@s1 to 101", "remove 101@s1"]);
});

test("what ran when the testbed ended is started again; what it does not know is forgotten", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hostwright-backend-"));
  const stateFile = join(folder, "state");
  const first = await site({ stateFile });
  await first.task(first.client.post(`${first.vm}/status/start`));
  await first.proxmox.stop();
  const { backend, running } = await site({ stateFile });
  expect(backend.asked).toEqual([expect.stringMatching(/^adopt .*\b101\b/), "start 101"]);
  expect(running()).toBe(true);
  rmSync(folder, { recursive: true });
});
