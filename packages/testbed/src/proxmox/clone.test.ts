import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, bench } from "./testing-cluster.ts";

let at: Bench;
beforeEach(async () => {
  at = await bench();
});
afterEach(() => at.stop());

const clone = (newid: number, fields: Record<string, string | number> = {}) =>
  at.client.post("/nodes/pve1/qemu/9000/clone", { newid, full: 1, ...fields });
const config = async (vmid: number) =>
  (await at.client.get(`/nodes/pve1/qemu/${vmid}/config`)).body.data as Record<string, unknown>;

test("while it runs the new VM is only a lock; its description comes after the first disk", async () => {
  const upid = await at.client.upid(clone(101, { name: "web", description: "hostwright:srv_1" }));
  expect(upid).toMatch(/^UPID:pve1:[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:qmclone:9000:root@pve!test:$/);
  const { digest: _digest, ...half } = await config(101);
  expect(half).toEqual({ lock: "clone" });
  const refused = await at.client.put("/nodes/pve1/qemu/101/config", { cores: 2 });
  expect([refused.status, refused.reason]).toEqual([500, "VM is locked (clone)"]);
  await at.clock.advance(300);
  expect(await config(101)).toMatchObject({ lock: "clone", description: "hostwright:srv_1" });
  expect(await at.ended(upid)).toBe("OK");
  const whole = await config(101);
  expect(whole).toMatchObject({ name: "web", scsi0: expect.stringContaining("local-lvm:vm-101-disk-0,") });
  expect(whole).not.toHaveProperty("lock");
  expect(whole).not.toHaveProperty("template");
  expect(whole.net0).not.toBe((await config(9000)).net0);
});

test("a full clone takes time by the size of its disk", async () => {
  const began = at.clock.now().getTime();
  await at.vm(101);
  const seconds = (at.clock.now().getTime() - began) / 1000;
  expect(seconds).toBeGreaterThan(15);
  expect(seconds).toBeLessThan(30);
});

test("clones of a stopped template share its lock; one of a running VM has it alone", async () => {
  const [first, second] = [await at.client.upid(clone(101)), await at.client.upid(clone(102))];
  expect([await at.ended(first), await at.ended(second)]).toEqual(["OK", "OK"]);
  await at.task(at.client.post("/nodes/pve1/qemu/101/status/start"));
  const of101 = (newid: number) => at.client.post("/nodes/pve1/qemu/101/clone", { newid });
  const [third, fourth] = [await at.client.upid(of101(103)), await at.client.upid(of101(104))];
  const asked = at.clock.now().getTime();
  expect(await at.ended(fourth)).toBe("can't lock file '/var/lock/qemu-server/lock-101.conf' - got timeout");
  expect(at.clock.now().getTime() - asked).toBe(1000);
  expect(await at.ended(third)).toBe("OK");
});

test("an id that this node has is refused by the call", async () => {
  await at.vm(101);
  const answer = await clone(101);
  expect([answer.status, answer.reason]).toEqual([500, "unable to create VM 101: config file already exists"]);
});

test("an id that another node has fails only in the task, and the other VM stays whole", async () => {
  const before = at.proxmox.cluster.vm(150)?.options;
  const status = await at.task(clone(150));
  expect(status).toBe("close (rename) atomic file '/etc/pve/nodes/pve1/qemu-server/150.conf' failed: File exists");
  expect(at.proxmox.cluster.vm(150)?.options).toEqual(before);
  expect(at.proxmox.cluster.volumes().filter((volume) => volume.vmid === 150)).toHaveLength(1);
});

test("a failed clone leaves nothing", async () => {
  at.proxmox.faults.inject({ effect: "task", on: "qmclone", during: true, text: "mirroring error", times: 1 });
  expect(await at.task(clone(101))).toBe("clone failed: mirroring error");
  expect((await at.client.get("/nodes/pve1/qemu/101/config")).status).toBe(500);
  expect(at.proxmox.cluster.volumes().filter((volume) => volume.vmid === 101)).toEqual([]);
});

test("a clone that does not fit fails with what LVM says, and leaves nothing", async () => {
  at.proxmox.faults.inject({ effect: "storage_full", storage: "local-lvm", nth: 2 });
  expect(await at.task(clone(101))).toMatch(/^clone failed: lvcreate 'pve\/vm-101-disk-0' error: .*free space/);
  expect(at.proxmox.cluster.volumes().filter((volume) => volume.vmid === 101)).toEqual([]);
});

test("aborting the task undoes it", async () => {
  const upid = await at.client.upid(clone(101));
  await at.clock.advance(2000);
  expect((await at.client.delete(`/nodes/pve1/tasks/${upid}`)).status).toBe(200);
  expect(await at.ended(upid)).toBe("clone failed: interrupted by signal");
  expect(at.proxmox.cluster.vm(101)).toBeUndefined();
});

test("a storage with a linked clone is an error; a linked clone takes no space", async () => {
  const both = await at.client.post("/nodes/pve1/qemu/9000/clone", { newid: 101, storage: "ceph" });
  expect(both.reason).toBe("parameter 'storage' not allowed for linked clones");
  expect(await at.task(at.client.post("/nodes/pve1/qemu/9000/clone", { newid: 101 }))).toBe("OK");
  const disk = at.proxmox.cluster.volumes().find((volume) => volume.volid === "local-lvm:vm-101-disk-0");
  expect(disk).toMatchObject({ usedBytes: 0, parent: "local-lvm:base-9000-disk-0" });
});

test("another node as target needs shared storage", async () => {
  const local = await clone(101, { target: "pve2" });
  expect(local.reason).toBe("can't clone VM to node 'pve2' (VM uses local storage)");
  const shared = at.client.post("/nodes/pve2/qemu/9001/clone", { newid: 102, full: 1, target: "pve1" });
  expect(await at.task(shared)).toBe("OK");
  expect(at.proxmox.cluster.vm(102)?.node).toBe("pve1");
});

test("forty clones at once: all there, no id or address twice", async () => {
  const ids = Array.from({ length: 40 }, (_, index) => 200 + index);
  const upids = await Promise.all(ids.map((vmid) => at.client.upid(clone(vmid))));
  for (const upid of upids) expect(await at.ended(upid)).toBe("OK");
  const macs = at.proxmox.cluster.vms().map((vm) => String(vm.options.net0));
  expect(new Set(macs).size).toBe(macs.length);
});
