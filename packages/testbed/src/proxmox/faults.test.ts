import { afterEach, beforeEach, expect, test } from "vitest";
import { type FaultSpec, parseFault } from "./index.ts";
import { type Bench, bench } from "./testing-cluster.ts";

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at.stop());

const CLONE = "POST /nodes/{node}/qemu/{vmid}/clone";
const clone = (newid: number, name = "web") => at.client.post("/nodes/pve1/qemu/9000/clone", { newid, full: 1, name });
const exists = (vmid: number) => at.proxmox.cluster.vm(vmid) !== undefined;

test("refuse: an error with the text given, the second time only", async () => {
  at.proxmox.faults.inject({ effect: "refuse", on: CLONE, nth: 2, times: 1, text: "no quorum!" });
  expect((await clone(101)).status).toBe(200);
  const refused = await clone(102);
  expect([refused.status, refused.reason]).toEqual([500, "no quorum!"]);
  expect(exists(102)).toBe(false);
  expect((await clone(103)).status).toBe(200);
});

test("drop: the connection is cut and the thing was done; with after 0 it was not", async () => {
  const id = at.proxmox.faults.inject({ effect: "drop", on: CLONE });
  await expect(clone(101)).rejects.toThrow();
  expect(exists(101)).toBe(true);
  at.proxmox.faults.clear(id);
  at.proxmox.faults.inject({ effect: "drop", on: CLONE, after: false });
  await expect(clone(102)).rejects.toThrow();
  expect(exists(102)).toBe(false);
});

test.each([
  [{ after: false }, false],
  [{ after: true }, true],
])("596 after 30 s, %j: done is %s", async (when, done) => {
  at.proxmox.faults.inject({ effect: "596", on: CLONE, ...when });
  const answer = clone(101);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(at.clock.untilNext).toBeLessThanOrEqual(30_000);
  const { status, reason, text } = await at.answered(answer);
  expect([status, reason, text]).toEqual([596, "Connection timed out", ""]);
  expect(exists(101)).toBe(done);
});

test("hang: never answered", async () => {
  at.proxmox.faults.inject({ effect: "hang", on: "GET /version", times: 1 });
  let answered = false;
  const hanging = at.client.get("/version").finally(() => {
    answered = true;
  });
  hanging.catch(() => undefined);
  expect((await at.client.get("/version")).status).toBe(200);
  await at.clock.advance(600_000);
  expect(answered).toBe(false);
});

test("a task that fails after its effect has had it", async () => {
  await at.vm(101);
  at.proxmox.faults.inject({ effect: "task", on: "qmstart", after: true, text: "got timeout", times: 1 });
  expect(await at.task(at.client.post("/nodes/pve1/qemu/101/status/start"))).toBe("got timeout");
  expect(at.proxmox.cluster.vm(101)?.process).toBeDefined();
});

test("lock: held by someone else", async () => {
  await at.vm(101);
  at.proxmox.faults.inject({ effect: "lock", vmid: 101, times: 1 });
  const got = "can't lock file '/var/lock/qemu-server/lock-101.conf' - got timeout";
  expect(await at.task(at.client.post("/nodes/pve1/qemu/101/status/start"))).toBe(got);
  expect(await at.task(at.client.post("/nodes/pve1/qemu/101/status/start"))).toBe("OK");
});

test("slow: a task takes so many times longer", async () => {
  at.proxmox.faults.inject({ effect: "slow", on: "qmclone", factor: 3 });
  const began = at.clock.now().getTime();
  await at.vm(101);
  expect((at.clock.now().getTime() - began) / 1000).toBeGreaterThan(60);
});

test("sentinel names meet their fault without anyone injecting it", async () => {
  expect((await clone(101, "refuse-clone-1")).reason).toBe("no quorum!");
  expect(await at.task(clone(102, "shop-fail-clone"))).toBe("clone failed: mirroring error: Input/output error");
  expect(exists(102)).toBe(false);
  expect(await at.task(clone(103, "fail-start-1"))).toBe("OK");
  const start = at.client.post("/nodes/pve1/qemu/103/status/start");
  expect(await at.task(start)).toBe("start failed: QEMU exited with code 1");
  expect(at.proxmox.cluster.vm(103)?.process).toBeUndefined();
});

test.each<[string, FaultSpec]>([
  ["node_gone:node=pve2", { effect: "node_gone", node: "pve2" }],
  ["task:on=qmclone,nth=2,text=no space left", { effect: "task", on: "qmclone", nth: 2, text: "no space left" }],
  ["drop:on=POST /pools,after=0", { effect: "drop", on: "POST /pools", after: false }],
  ["slow:on=qmclone,factor=2.5", { effect: "slow", on: "qmclone", factor: 2.5 }],
])("--fault %s", (text, spec) => {
  expect(parseFault(text)).toEqual(spec);
});

test("--fault with a word it does not know says which", () => {
  expect(() => parseFault("explode")).toThrow("unknown effect 'explode'");
  expect(() => parseFault("task:colour=red")).toThrow("cannot read 'colour=red'");
});
