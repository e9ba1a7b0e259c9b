import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProxmoxClient } from "../src/proxmox/client.ts";
import { clientFor, cloneOf, configureOf, counting, run, startTestbed, vmOf } from "./support/site.ts";

let testbed: Testbed;
let client: ProxmoxClient;
beforeAll(async () => {
  testbed = await startTestbed();
  client = clientFor(testbed);
});
afterAll(async () => {
  await client.close();
  await testbed.stop();
});

/** Does a job twice; the second time changes nothing. */
async function twice(kind: string, payload: object, issuedAt = new Date()) {
  const first = await run(client, { kind, payload, issuedAt });
  const again = counting(client);
  const second = await run(client, { kind, payload, proxmox: again, issuedAt });
  expect({ kind, changes: again.changes }).toEqual({ kind, changes: [] });
  return { first: first.result, second: second.result, progress: first.progress };
}
const power = (vmid: number, operation: string) => ({ ...vmOf(vmid), operation, timeout_seconds: 5 });
const disks = (vmid: number) => testbed.cluster.volumes().filter((volume) => volume.vmid === vmid);

describe("a server's life", () => {
  test("clone: a full copy with its mark, on the node asked for", async () => {
    const { first, second, progress } = await twice("server.clone", cloneOf(100, { node: "pve2" }));
    expect(first).toEqual({ node: "pve2" });
    expect(second).toEqual(first);
    expect(progress.some(({ upid }) => upid?.includes(":qmclone:9000:"))).toBe(true);
    const vm = testbed.cluster.vm(100);
    expect(vm).toMatchObject({ node: "pve2", options: { name: "web-100", description: "hostwright:srv_100" } });
    expect(vm?.options.lock).toBeUndefined();
    expect(disks(100).every((volume) => volume.parent === undefined)).toBe(true);
  });

  test("configure: size, limits, network and its safety, cloud-init", async () => {
    const sealed = configureOf(100, { sealed_password: "jwe" });
    const { first } = await twice("server.configure", sealed);
    expect(first).toEqual({ node: "pve2" });
    const vm = testbed.cluster.vm(100);
    expect(vm?.options).toMatchObject({
      cores: 2,
      cpu: "x86-64-v2-AES",
      cpuunits: 200,
      memory: "2048",
      balloon: 0,
      onboot: 1,
      net0: "virtio=BC:24:11:00:00:01,bridge=vmbr1,firewall=1,mtu=1450,rate=12.5,tag=42",
      ipconfig0: "ip=192.0.2.7/24,gw=192.0.2.1,ip6=2001:db8:1::1/64,gw6=fe80::1",
      nameserver: "192.0.2.53",
      searchdomain: "example.test",
      ciuser: "root",
    });
    expect(vm?.options.cipassword).toBeTruthy();
    expect(String(vm?.options.scsi0)).toMatch(/iops_rd=500,iops_wr=500.*mbps_rd=200,mbps_wr=200.*size=20G/);
    expect(vm?.firewall.options).toMatchObject({ enable: 1, dhcp: 0, radv: 0, ndp: 1, macfilter: 1, ipfilter: 1 });
    const filter = vm?.firewall.ipsets["ipfilter-net0"]?.entries.map(({ cidr }) => cidr).sort();
    expect(filter).toEqual(["192.0.2.7", "2001:db8:1::/64", "fe80::be24:11ff:fe00:1"]);
    expect(vm?.firewall.rules[0]).toMatchObject({ type: "out", action: "DROP", proto: "tcp", dport: "25", enable: 1 });
  });

  test("configure again with other values: only they change, and grown disks stay", async () => {
    await twice(
      "server.configure",
      configureOf(100, { sealed_password: "jwe", cores: 4, disk: { gb: 30, iops: null, mbps: 50 } }),
    );
    expect(testbed.cluster.vm(100)?.options.cores).toBe(4);
    expect(String(testbed.cluster.vm(100)?.options.scsi0)).not.toContain("iops");
    const smaller = configureOf(100, { sealed_password: "jwe", disk: { gb: 10, iops: null, mbps: null } });
    await expect(run(client, { kind: "server.configure", payload: smaller })).rejects.toMatchObject({
      code: "disk_smaller_than_image",
    });
  });

  test("configure opens and closes outgoing mail, above the customer's rules", async () => {
    const rules = () => testbed.cluster.vm(100)?.firewall.rules.map(({ action, dport }) => `${action} ${dport}`);
    await client.write("POST /nodes/{node}/qemu/{vmid}/firewall/rules", {
      node: "pve2",
      vmid: 100,
      type: "in",
      action: "ACCEPT",
      proto: "tcp",
      dport: "22",
      enable: 1,
      pos: 0,
    });
    await twice(
      "server.configure",
      configureOf(100, { sealed_password: "jwe", disk: { gb: 30, iops: null, mbps: 50 } }),
    );
    expect(rules()).toEqual(["DROP 25", "ACCEPT 22"]);
    await twice(
      "server.configure",
      configureOf(100, { sealed_password: "jwe", disk: { gb: 30, iops: null, mbps: 50 }, smtp_open: true }),
    );
    expect(rules()).toEqual(["ACCEPT 22"]);
  });

  test("configure changes no first-boot value on a running server that has them", async () => {
    await run(client, { kind: "server.power", payload: power(100, "start") });
    const counted = counting(client);
    const same = configureOf(100, { sealed_password: "jwe", disk: { gb: 30, iops: null, mbps: 50 }, smtp_open: true });
    await run(client, { kind: "server.configure", payload: same, proxmox: counted });
    expect(counted.changes).toEqual([]);
  });

  test("power: start, reboot, shutdown, stop; each is done once", async () => {
    expect((await twice("server.power", power(100, "start"))).second).toEqual({ power: "running", node: "pve2" });
    const pid = testbed.cluster.vm(100)?.process?.pid;
    expect((await run(client, { kind: "server.power", payload: power(100, "reboot") })).result).toEqual({
      power: "running",
      node: "pve2",
    });
    expect(testbed.cluster.vm(100)?.process?.pid).not.toBe(pid);
    expect((await twice("server.power", power(100, "shutdown"))).second).toEqual({ power: "stopped", node: "pve2" });
    await run(client, { kind: "server.power", payload: power(100, "start") });
    expect((await twice("server.power", power(100, "stop"))).second).toEqual({ power: "stopped", node: "pve2" });
  });

  test("a reboot job that comes late finds the server booted since and leaves it alone", async () => {
    await run(client, { kind: "server.power", payload: power(100, "start") });
    const counted = counting(client);
    const issuedAt = new Date(Date.now() - 60_000);
    await run(client, {
      kind: "server.power",
      payload: power(100, "reboot"),
      proxmox: counted,
      issuedAt,
      redelivered: true,
    });
    expect(counted.changes).toEqual([]);
  });

  test("hold and release: stopped, kept from starting, and what it was doing is remembered", async () => {
    const held = await twice("server.hold", vmOf(100));
    expect(held.first).toEqual({ power: "stopped", power_before: "running" });
    expect(held.second).toEqual(held.first);
    expect(testbed.cluster.vm(100)?.options.onboot).toBe(0);
    await expect(run(client, { kind: "server.power", payload: power(100, "start") })).rejects.toMatchObject({
      code: "held",
    });
    await run(client, {
      kind: "server.configure",
      payload: configureOf(100, { sealed_password: "jwe", disk: { gb: 30, iops: null, mbps: 50 } }),
    });
    expect(testbed.cluster.vm(100)?.options.onboot).toBe(0);
    const released = await twice("server.release", { ...vmOf(100), start: true });
    expect(released.second).toEqual({ power: "running" });
    expect(testbed.cluster.vm(100)?.options).toMatchObject({ onboot: 1, description: "hostwright:srv_100" });
  });

  test("destroy: VM, disks and firewall are gone; a second time finds nothing", async () => {
    const { first, second } = await twice("server.destroy", vmOf(100));
    expect(first).toEqual({ existed: true });
    expect(second).toEqual({ existed: false });
    expect(testbed.cluster.vm(100)).toBeUndefined();
    expect(disks(100)).toEqual([]);
    expect(await run(client, { kind: "server.hold", payload: vmOf(100) })).toMatchObject({
      result: { power: "stopped", power_before: null },
    });
  });
});
