import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SteppedClock } from "@hostwright/core/kernel/clock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, bench } from "./testing-cluster.ts";

let folder: string;
let stateFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "testbed-"));
  stateFile = join(folder, "state");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a kill leaves: the file as it is at this moment, in the hands of a new process. */
async function killed(at: Bench): Promise<Bench> {
  const left = readFileSync(stateFile);
  await at.stop();
  writeFileSync(stateFile, left);
  return bench({ stateFile, clock: at.clock });
}

test("a task that was running goes on after a kill, with its lock and the time it has left", async () => {
  let at = await bench({ stateFile });
  const upid = await at.client.upid(
    at.client.post("/nodes/pve1/qemu/9000/clone", { newid: 101, full: 1, name: "web" }),
  );
  await at.clock.advance(5000);
  const { fingerprint } = at.proxmox;
  at = await killed(at);
  expect(at.proxmox.fingerprint).toBe(fingerprint);
  const running = await at.client.data(at.client.get(`/nodes/pve1/tasks/${upid}/status`));
  expect(running).toMatchObject({ status: "running" });
  await at.clock.advance(10_000);
  expect(await at.client.data(at.client.get(`/nodes/pve1/tasks/${upid}/status`))).toMatchObject({ status: "running" });
  expect(await at.ended(upid)).toBe("OK");
  expect(at.proxmox.cluster.vm(101)?.options).toMatchObject({ name: "web" });
  await at.stop();
});

test("a lock that a running task held is still held", async () => {
  let at = await bench({ stateFile });
  await at.vm(101, { name: "deaf-guest" });
  await at.task(at.client.post("/nodes/pve1/qemu/101/status/start"));
  const shutdown = await at.client.upid(at.client.post("/nodes/pve1/qemu/101/status/shutdown"));
  at = await killed(at);
  expect(await at.task(at.client.post("/nodes/pve1/qemu/101/status/stop"))).toBe(
    "can't lock file '/var/lock/qemu-server/lock-101.conf' - got timeout",
  );
  expect(await at.ended(shutdown)).toBe("VM quit/powerdown failed - got timeout");
  await at.stop();
});

test("a task that waited for a lock gets it when its holder did not survive", async () => {
  let at = await bench({ stateFile });
  await at.vm(101, { name: "deaf-guest" });
  await at.task(at.client.post("/nodes/pve1/qemu/101/status/start"));
  const shutdown = await at.client.upid(at.client.post("/nodes/pve1/qemu/101/status/shutdown"));
  const stop = await at.client.upid(at.client.post("/nodes/pve1/qemu/101/status/stop"));
  at = await killed(at);
  await at.client.data(at.client.delete(`/nodes/pve1/tasks/${shutdown}`));
  expect(await at.ended(stop)).toBe("OK");
  await at.stop();
});

test("a line torn by the kill is not read, and what was answered before is there", async () => {
  let at = await bench({ stateFile });
  await at.vm(101);
  await at.client.data(at.client.put("/nodes/pve1/qemu/101/config", { cores: 2 }));
  const whole = readFileSync(stateFile).length;
  await at.client.data(at.client.put("/nodes/pve1/qemu/101/config", { cores: 3 }));
  truncateSync(stateFile, whole + 10);
  at = await killed(at);
  expect(at.proxmox.cluster.vm(101)?.options.cores).toBe(2);
  await at.stop();
});

test("tickets and the time of a running VM outlive a restart", async () => {
  let at = await bench({ stateFile, clock: new SteppedClock() });
  await at.vm(101);
  await at.task(at.client.post("/nodes/pve1/qemu/101/status/start"));
  await at.clock.advance(60_000);
  at = await killed(at);
  const status = await at.client.data(at.client.get("/nodes/pve1/qemu/101/status/current"));
  expect(status).toMatchObject({ status: "running", uptime: 60 });
  await at.stop();
});
