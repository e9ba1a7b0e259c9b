import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Proxmox, ProxmoxClient } from "../src/proxmox/client.ts";
import { clientFor, cloneOf, configureOf, counting, FOREIGN, run, startTestbed, vmOf } from "./support/site.ts";

let testbed: Testbed;
let client: ProxmoxClient;
let next = 3000;
beforeAll(async () => {
  testbed = await startTestbed();
  client = clientFor(testbed);
});
afterEach(() => testbed.faults.clear());
afterAll(async () => {
  await client.close();
  await testbed.stop();
});

const STORAGE = "backup";
const VZDUMP = "POST /nodes/{node}/vzdump";
const power = (vmid: number, operation: string) => ({ ...vmOf(vmid), operation, timeout_seconds: 5 });
const note = (vmid: number, name = "bkp_1") => `hostwright:srv_${vmid}:${name}`;
const backupOf = (vmid: number, name?: string) => ({
  ...vmOf(vmid),
  storage: STORAGE,
  note: note(vmid, name),
  turn: "vzdump/nod_1",
});
const removalOf = (vmid: number, abort = false) => ({
  endpoint: "e1",
  vmid,
  storage: STORAGE,
  note: note(vmid),
  abort,
});
const snapshotOf = (vmid: number) => ({ ...vmOf(vmid), snapshot: "hwone" });
const restoreOf = (vmid: number, from: number, volid: string) => ({
  ...vmOf(vmid, `srv_${from}`),
  node: "pve1",
  storage: "shared",
  archive: { storage: STORAGE, volid, vmid: from, note: note(from) },
});
const settleOf = (vmid: number, change: object = {}) => ({ ...configureOf(vmid), held: null, ...change });

async function server(change: object = {}) {
  const vmid = next++;
  await run(client, { kind: "server.clone", payload: cloneOf(vmid) });
  await run(client, { kind: "server.configure", payload: configureOf(vmid, change) });
  return vmid;
}
async function running() {
  const vmid = await server();
  await run(client, { kind: "server.power", payload: power(vmid, "start") });
  return vmid;
}
const vm = (vmid: number) => testbed.cluster.vm(vmid);
const archivesOf = (vmid: number) =>
  testbed.cluster.volumes().filter((volume) => volume.vmid === vmid && volume.content === "backup");

async function twice(kind: string, payload: object) {
  const { result } = await run(client, { kind, payload });
  const again = counting(client);
  const second = await run(client, { kind, payload, proxmox: again });
  expect({ kind, changes: again.changes }).toEqual({ kind, changes: [] });
  return { result, again: second.result };
}

describe("snapshots", () => {
  test("are taken once, of a running machine, under our name and without memory", async () => {
    const vmid = await running();
    await twice("backup.snapshot", snapshotOf(vmid));
    expect(Object.keys(vm(vmid)?.snapshots ?? {})).toEqual(["hwone"]);
    expect(vm(vmid)?.snapshots.hwone?.vmstate).toBeUndefined();
    expect(vm(vmid)?.process).toBeDefined();
  });

  test("are removed once; finding none, or no machine, is success", async () => {
    const vmid = await server();
    await run(client, { kind: "backup.snapshot", payload: snapshotOf(vmid) });
    const { result, again } = await twice("backup.delete_snapshot", snapshotOf(vmid));
    expect([result, again]).toEqual([{ existed: true }, { existed: false }]);
    expect(vm(vmid)?.snapshots).toEqual({});
    const none = await run(client, { kind: "backup.delete_snapshot", payload: snapshotOf(99_999) });
    expect(none.result).toEqual({ existed: false });
  });

  test("an answer that is lost does not take a second one", async () => {
    const vmid = await server();
    testbed.faults.inject({ effect: "drop", on: "POST /nodes/{node}/qemu/{vmid}/snapshot", after: true, times: 1 });
    await run(client, { kind: "backup.snapshot", payload: snapshotOf(vmid) });
    expect(Object.keys(vm(vmid)?.snapshots ?? {})).toEqual(["hwone"]);
    expect(vm(vmid)?.options.lock).toBeUndefined();
  });

  test("one that is gone cannot be gone back to", async () => {
    const vmid = await server();
    await expect(run(client, { kind: "backup.rollback", payload: snapshotOf(vmid) })).rejects.toMatchObject({
      code: "snapshot_missing",
    });
  });

  test("a rollback that comes twice is done once", async () => {
    const vmid = await server();
    await run(client, { kind: "backup.snapshot", payload: snapshotOf(vmid) });
    await run(client, { kind: "backup.rollback", payload: snapshotOf(vmid) });
    const again = counting(client);
    await run(client, { kind: "backup.rollback", payload: snapshotOf(vmid), proxmox: again, redelivered: true });
    expect(again.changes).toEqual([]);
  });
});

describe("what came back gets our settings before it may start", () => {
  /** As it was when nobody had made it safe yet: other size, other card, no firewall, starting with its node. */
  async function fromBefore(vmid: number) {
    const node = vm(vmid)?.node ?? "";
    await client.write("PUT /nodes/{node}/qemu/{vmid}/config", {
      node,
      vmid,
      cores: 8,
      memory: "512",
      net0: "virtio=BC:24:11:99:99:99,bridge=vmbr0",
      onboot: false,
      digest: undefined,
    });
    const options = { node, vmid, enable: false, macfilter: false, ipfilter: false };
    await client.write("PUT /nodes/{node}/qemu/{vmid}/firewall/options", options);
  }
  const ours = (vmid: number) => ({
    cores: vm(vmid)?.options.cores,
    memory: vm(vmid)?.options.memory,
    net0: vm(vmid)?.options.net0,
    onboot: vm(vmid)?.options.onboot,
    description: vm(vmid)?.options.description,
    firewall: [vm(vmid)?.firewall.options.enable, vm(vmid)?.firewall.options.ipfilter],
    running: vm(vmid)?.process !== undefined,
  });

  test("after a rollback: size, card, firewall, starting with its node; nothing of first boot", async () => {
    const vmid = await server();
    const wanted = ours(vmid);
    await fromBefore(vmid);
    await run(client, { kind: "backup.snapshot", payload: snapshotOf(vmid) });
    await run(client, { kind: "server.configure", payload: configureOf(vmid) });
    await run(client, { kind: "backup.rollback", payload: snapshotOf(vmid) });
    expect(ours(vmid)).toMatchObject({ cores: 8, net0: expect.stringContaining("99:99:99"), onboot: 0 });
    const firstBoot = () => {
      const { name, ciuser, sshkeys, cipassword, ipconfig0 } = vm(vmid)?.options ?? {};
      return { name, ciuser, sshkeys, cipassword, ipconfig0 };
    };
    const before = firstBoot();
    await twice("backup.settle", settleOf(vmid, { user: "someone-else", ssh_keys: [] }));
    expect(ours(vmid)).toEqual(wanted);
    expect(firstBoot()).toEqual(before);
  });

  test("a disk that came back smaller grows again, and a larger one is left", async () => {
    const vmid = await server();
    await run(client, { kind: "backup.snapshot", payload: snapshotOf(vmid) });
    const bigger = { disk: { gb: 40, iops: 500, mbps: 200 } };
    await run(client, { kind: "server.configure", payload: configureOf(vmid, bigger) });
    await run(client, { kind: "backup.rollback", payload: snapshotOf(vmid) });
    expect(String(vm(vmid)?.options.scsi0)).toContain("size=20G");
    const { result } = await twice("backup.settle", settleOf(vmid, bigger));
    expect(result).toMatchObject({ disk_gb: 40 });
    expect(String(vm(vmid)?.options.scsi0)).toContain("size=40G");
    const kept = await run(client, { kind: "backup.settle", payload: settleOf(vmid) });
    expect(kept.result).toMatchObject({ disk_gb: 40 });
  });

  test("a held server stays held, whatever the backup says", async () => {
    const vmid = await server();
    await twice("backup.settle", settleOf(vmid, { held: "running" }));
    expect(ours(vmid)).toMatchObject({ onboot: 0, description: `hostwright:srv_${vmid}\nhostwright-hold:running` });
    await expect(run(client, { kind: "server.power", payload: power(vmid, "start") })).rejects.toMatchObject({
      code: "held",
    });
    await twice("backup.settle", settleOf(vmid));
    expect(ours(vmid)).toMatchObject({ onboot: 1, description: `hostwright:srv_${vmid}` });
  });
});

describe("backups", () => {
  test("are made once, with our note, while the machine runs", async () => {
    const vmid = await running();
    const { result, again } = await twice("backup.create", backupOf(vmid));
    expect(result).toMatchObject({ volid: expect.stringContaining(`vzdump-qemu-${vmid}-`), node: "pve1" });
    expect(again).toMatchObject({ volid: result.volid, size_bytes: result.size_bytes });
    expect(archivesOf(vmid).map(({ notes }) => notes)).toEqual([note(vmid)]);
    expect(vm(vmid)).toMatchObject({ process: expect.anything() });
    expect(vm(vmid)?.options.lock).toBeUndefined();
  });

  test("an answer that is lost leaves one archive", async () => {
    const vmid = await server();
    testbed.faults.inject({ effect: "drop", on: VZDUMP, after: true, times: 1 });
    await run(client, { kind: "backup.create", payload: backupOf(vmid) });
    expect(archivesOf(vmid)).toHaveLength(1);
  });

  test("a task that ends between the look for archives and the look for tasks is not begun again", async () => {
    const vmid = await server();
    testbed.faults.inject({ effect: "drop", on: VZDUMP, after: true, times: 1 });
    const inner = counting(client);
    let looks = 0;
    // The second look for archives, after the lost answer, is from before the end of the task.
    const early: Proxmox = {
      user: inner.user,
      write: inner.write,
      read: (async (method, params, signal) =>
        method.endsWith("/content") && ++looks === 2 ? [] : inner.read(method, params, signal)) as Proxmox["read"],
    };
    await run(client, { kind: "backup.create", payload: backupOf(vmid), proxmox: early });
    expect(inner.changes.filter((method) => method === VZDUMP)).toHaveLength(1);
    expect(archivesOf(vmid)).toHaveLength(1);
  });

  test("are removed by their note: another archive of the same machine stays", async () => {
    const vmid = await server();
    await run(client, { kind: "backup.create", payload: backupOf(vmid) });
    const other = { ...removalOf(vmid), note: note(vmid, "bkp_2") };
    expect((await run(client, { kind: "backup.delete", payload: other })).result).toEqual({ existed: false });
    expect(archivesOf(vmid)).toHaveLength(1);
    const { result } = await twice("backup.delete", removalOf(vmid));
    expect(result).toEqual({ existed: true });
    expect(archivesOf(vmid)).toEqual([]);
  });

  test("a storage that is full is said to be", async () => {
    const vmid = await server();
    testbed.faults.inject({ effect: "task", on: "vzdump", text: "No space left on device", times: 1 });
    await expect(run(client, { kind: "backup.create", payload: backupOf(vmid) })).rejects.toMatchObject({
      code: "storage_full",
    });
  });

  test("a hold that came first wins", async () => {
    const vmid = await server();
    await run(client, { kind: "server.hold", payload: vmOf(vmid) });
    await expect(run(client, { kind: "backup.create", payload: backupOf(vmid) })).rejects.toMatchObject({
      code: "preempted",
    });
    expect(archivesOf(vmid)).toEqual([]);
  });
});

describe("a restore", () => {
  test("makes the machine anew under another id, with its mark; the old one is not touched", async () => {
    const vmid = await running();
    const { result } = await run(client, { kind: "backup.create", payload: backupOf(vmid) });
    const target = next++;
    await twice("backup.restore", restoreOf(target, vmid, String(result.volid)));
    expect(vm(target)?.options).toMatchObject({ description: `hostwright:srv_${vmid}`, cores: 2 });
    expect(vm(target)?.process).toBeUndefined();
    expect(vm(vmid)?.process).toBeDefined();
  });

  test("refuses an archive that is not the backup it says", async () => {
    const vmid = await server();
    const { result } = await run(client, { kind: "backup.create", payload: backupOf(vmid) });
    const wrong = restoreOf(next++, vmid, String(result.volid));
    wrong.archive.note = note(vmid, "bkp_2");
    await expect(run(client, { kind: "backup.restore", payload: wrong })).rejects.toMatchObject({
      code: "backup_missing",
    });
  });

  test("never over a machine that is somebody else's", async () => {
    const vmid = await server();
    const { result } = await run(client, { kind: "backup.create", payload: backupOf(vmid) });
    const onto = { ...restoreOf(next++, vmid, String(result.volid)), vmid: FOREIGN };
    await expect(run(client, { kind: "backup.restore", payload: onto })).rejects.toMatchObject({ code: "vmid_taken" });
    expect(vm(FOREIGN)?.options.description).toBeUndefined();
  });

  test("one that fails half-way is known again as ours, made anew by the next try, and can be removed", async () => {
    const vmid = await server();
    const { result } = await run(client, { kind: "backup.create", payload: backupOf(vmid) });
    const target = next++;
    const payload = restoreOf(target, vmid, String(result.volid));
    testbed.faults.inject({ effect: "task", on: "qmrestore", text: "Input/output error", times: 1 });
    await expect(run(client, { kind: "backup.restore", payload })).rejects.toMatchObject({ code: "task_failed" });
    await run(client, { kind: "backup.restore", payload, redelivered: true });
    expect(vm(target)?.options).toMatchObject({ description: `hostwright:srv_${vmid}`, cores: 2 });
    testbed.faults.inject({ effect: "task", on: "qmrestore", text: "Input/output error", times: 1 });
    const other = restoreOf(next++, vmid, String(result.volid));
    await expect(run(client, { kind: "backup.restore", payload: other })).rejects.toMatchObject({
      code: "task_failed",
    });
    await run(client, { kind: "server.destroy", payload: vmOf(other.vmid, `srv_${vmid}`) });
    expect(vm(other.vmid)).toBeUndefined();
    expect(testbed.cluster.volumes().filter((volume) => volume.vmid === other.vmid)).toEqual([]);
  });
});
