import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Proxmox, ProxmoxClient } from "../src/proxmox/client.ts";
import {
  clientFor,
  cloneOf,
  configureOf,
  counting,
  KEY,
  rescueOf,
  resetOf,
  reshapeOf,
  run,
  startTestbed,
  vmOf,
} from "./support/site.ts";

let testbed: Testbed;
let client: ProxmoxClient;
let nextVmid = 4000;
beforeAll(async () => {
  testbed = await startTestbed();
  client = clientFor(testbed);
});
afterEach(() => testbed.faults.clear());
afterAll(async () => {
  await client.close();
  await testbed.stop();
});

/** Does a job twice; the second time changes nothing. */
async function twice(kind: string, payload: object) {
  const first = await run(client, { kind, payload });
  const again = counting(client);
  const second = await run(client, { kind, payload, proxmox: again });
  expect({ kind, changes: again.changes, result: second.result }).toEqual({ kind, changes: [], result: first.result });
  return first.result;
}
async function made(power: "start" | "stop" = "stop") {
  const vmid = nextVmid++;
  await run(client, { kind: "server.clone", payload: cloneOf(vmid) });
  await run(client, { kind: "server.configure", payload: configureOf(vmid, { sealed_password: "jwe" }) });
  await run(client, { kind: "server.power", payload: { ...vmOf(vmid), operation: power, timeout_seconds: 5 } });
  return { vmid, options: () => testbed.cluster.vm(vmid)?.options ?? {} };
}
const cloudInit = (options: Record<string, unknown>) =>
  Object.entries(options).filter(([name]) => /^(ci|ipconfig|sshkeys|nameserver|searchdomain|name$)/.test(name));

describe("reshape", () => {
  test("size and limits change, the disk grows, and nothing that first boot depends on", async () => {
    const { vmid, options } = await made();
    const before = cloudInit(options());
    const wanted = reshapeOf(vmid, { cores: 4, memory_mb: 8192, disk: { gb: 40, iops: 900, mbps: null }, grow: true });
    expect(await twice("server.reshape", wanted)).toEqual({ node: "pve1", disk_gb: 40 });
    expect(options()).toMatchObject({
      cores: 4,
      memory: "8192",
      scsi0: expect.stringMatching(/iops_rd=900.*size=40G/),
    });
    expect(cloudInit(options())).toEqual(before);
  });

  test("a disk that is larger than asked for stays, and is told", async () => {
    const { vmid } = await made();
    const smaller = reshapeOf(vmid, { disk: { gb: 10, iops: null, mbps: null }, grow: true });
    expect(await twice("server.reshape", smaller)).toEqual({ node: "pve1", disk_gb: 20 });
  });

  test("a running VM is left alone", async () => {
    const { vmid } = await made("start");
    const counted = counting(client);
    const job = run(client, { kind: "server.reshape", payload: reshapeOf(vmid), proxmox: counted });
    await expect(job).rejects.toMatchObject({ code: "vm_not_stopped" });
    expect(counted.changes).toEqual([]);
  });
});

describe("rescue", () => {
  test("the CD comes first, and leaving it restores the order of before, whatever that was", async () => {
    const { vmid, options } = await made();
    await client.write("PUT /nodes/{node}/qemu/{vmid}/config", { node: "pve1", vmid, boot: "order=scsi0;net0" });
    const disk = options().scsi0;
    await twice("server.rescue", rescueOf(vmid));
    expect(options()).toMatchObject({ boot: "order=sata5;scsi0;net0", scsi0: disk });
    expect(String(options().sata5)).toContain("backup:iso/rescue.iso");
    await twice("server.rescue", rescueOf(vmid, null));
    expect(options()).toMatchObject({ boot: "order=scsi0;net0", scsi0: disk });
    expect(options().sata5).toBeUndefined();
  });

  test("a slot that has a disk in it is not touched", async () => {
    const { vmid, options } = await made();
    const disk = { node: "pve1", vmid, sata5: "shared:4" };
    await client.write("PUT /nodes/{node}/qemu/{vmid}/config", disk);
    await expect(run(client, { kind: "server.rescue", payload: rescueOf(vmid) })).rejects.toMatchObject({
      code: "image_unusable",
    });
    expect(String(options().sata5)).toContain("size=4G");
  });
});

describe("new password and keys", () => {
  test("through the agent: the password as it is, the keys by a script on its standard input", async () => {
    const { vmid, options } = await made("start");
    const before = cloudInit(options());
    const asked: Record<string, unknown>[] = [];
    const watched: Proxmox = {
      read: client.read.bind(client),
      user: client.user,
      write: (method, params, signal) => {
        if (method.includes("/agent/")) asked.push({ ...params });
        return client.write(method, params, signal);
      },
    };
    const payload = resetOf(vmid, { sealed_password: "jwe", ssh_keys: [KEY], user: "debian" });
    const open = () => Promise.resolve({ password: "correct horse" });
    const { result } = await run(client, { kind: "server.reset_access", payload, proxmox: watched, open });
    expect(result).toEqual({ by: "agent" });
    expect(asked).toMatchObject([
      { username: "debian", password: "correct horse" },
      { command: "/bin/sh", "input-data": expect.stringContaining(`\n${KEY}\n`) },
    ]);
    expect(cloudInit(options())).toEqual(before);
  });

  test.each([
    ["not configured", "No QEMU guest agent configured"],
    ["not running", "QEMU guest agent is not running"],
    ["in a VM that is off", "VM 4242 is not running"],
  ])("an agent that is %s: nothing is changed, and the customer reads what to do", async (_, text) => {
    const { vmid } = await made("start");
    testbed.faults.inject({ effect: "refuse", on: "POST /nodes/{node}/qemu/{vmid}/agent/set-user-password", text });
    const counted = counting(client);
    const payload = resetOf(vmid, { sealed_password: "jwe" });
    await expect(run(client, { kind: "server.reset_access", payload, proxmox: counted })).rejects.toMatchObject({
      code: "agent_unavailable",
      detail: text,
    });
    expect(counted.changes.filter((method) => !method.includes("/agent/"))).toEqual([]);
  });

  test("first boot does it only where that was agreed to", async () => {
    const { vmid, options } = await made();
    const payload = resetOf(vmid, { ssh_keys: [KEY], user: "debian" });
    await expect(run(client, { kind: "server.reset_access", payload })).rejects.toMatchObject({
      code: "agent_unavailable",
    });
    const agreed = { ...payload, first_boot: true };
    expect((await run(client, { kind: "server.reset_access", payload: agreed })).result).toEqual({ by: "first_boot" });
    expect(options()).toMatchObject({ ciuser: "debian", sshkeys: encodeURIComponent(KEY) });
  });
});

test("a shutdown that is ignored ends by force where that was asked for", async () => {
  const { vmid } = await made("start");
  testbed.faults.inject({ effect: "deaf", vmid });
  const payload = { ...vmOf(vmid), operation: "shutdown", timeout_seconds: 1, force: true };
  expect((await run(client, { kind: "server.power", payload })).result).toEqual({ power: "stopped", node: "pve1" });
});

test("a reboot passes the record of a hold that is over, and no other", async () => {
  const { vmid, options } = await made("start");
  await run(client, { kind: "server.hold", payload: vmOf(vmid) });
  const reboot = { ...vmOf(vmid), operation: "reboot", timeout_seconds: 5 };
  await expect(run(client, { kind: "server.power", payload: reboot })).rejects.toMatchObject({ code: "held" });
  const { result } = await run(client, { kind: "server.power", payload: { ...reboot, stale_hold: true } });
  expect(result).toEqual({ power: "running", node: "pve1" });
  expect(options()).toMatchObject({ onboot: 1, description: `hostwright:srv_${vmid}` });
});
