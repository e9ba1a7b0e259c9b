import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, bench } from "./testing-cluster.ts";

let at: Bench;
beforeEach(async () => {
  at = await bench();
  await at.vm(101, { name: "web", description: "hostwright:srv_1" });
});
afterEach(() => at.stop());

const vm = "/nodes/pve1/qemu/101";
const start = () => at.task(at.client.post(`${vm}/status/start`));
const options = () => at.proxmox.cluster.vm(101)?.options;
const put = (fields: Record<string, string | number>) => at.client.data(at.client.put(`${vm}/config`, fields));

test("a snapshot marks the VM while it is taken, and a rollback reverts all but the description", async () => {
  const upid = await at.client.upid(at.client.post(`${vm}/snapshot`, { snapname: "before" }));
  expect((await at.client.put(`${vm}/config`, { cores: 2 })).reason).toBe("VM is locked (snapshot)");
  expect(await at.ended(upid)).toBe("OK");
  const net0 = options()?.net0;
  await put({ cores: 4, memory: 4096, onboot: 1, description: "kept", net0: "virtio,bridge=vmbr0,firewall=1" });
  await start();
  expect(await at.task(at.client.post(`${vm}/snapshot/before/rollback`))).toBe("OK");
  expect(options()).toMatchObject({ cores: 1, memory: "1024", net0, description: "kept", parent: "before" });
  expect(options()).not.toHaveProperty("onboot");
  expect(at.proxmox.cluster.vm(101)?.process).toBeUndefined();
});

test("a snapshot with memory comes back running; names are unique and reserved ones refused", async () => {
  await start();
  expect(await at.task(at.client.post(`${vm}/snapshot`, { snapname: "live", vmstate: 1 }))).toBe("OK");
  expect(await at.task(at.client.post(`${vm}/snapshot`, { snapname: "live" }))).toBe(
    "snapshot name 'live' already used",
  );
  expect((await at.client.post(`${vm}/snapshot`, { snapname: "current" })).reason).toBe(
    "unable to use snapshot name 'current' (reserved name)",
  );
  expect(await at.task(at.client.post(`${vm}/snapshot/live/rollback`))).toBe("OK");
  expect(at.proxmox.cluster.vm(101)?.process).toBeDefined();
  const list = (await at.client.data(at.client.get(`${vm}/snapshot`))) as Record<string, unknown>[];
  expect(list.map((one) => one.name)).toEqual(["live", "current"]);
  expect(await at.task(at.client.delete(`${vm}/snapshot/live`))).toBe("OK");
  expect(await at.task(at.client.delete(`${vm}/snapshot/live`))).toBe("snapshot 'live' does not exist");
});

test("the agent refuses in three ways, then answers with what cloud-init was told", async () => {
  const ask = () => at.client.get(`${vm}/agent/network-get-interfaces`);
  await put({ ipconfig0: "ip=192.0.2.9/24,gw=192.0.2.1,ip6=2001:db8::9/64", delete: "agent" });
  expect((await ask()).reason).toBe("No QEMU guest agent configured");
  await put({ agent: 1 });
  expect((await ask()).reason).toBe("VM 101 is not running");
  await start();
  expect((await ask()).reason).toBe("QEMU guest agent is not running");
  await at.clock.advance(10_000);
  const { result } = (await at.client.data(ask())) as { result: Record<string, unknown>[] };
  expect(result[1]).toMatchObject({
    name: "eth0",
    "ip-addresses": [
      { "ip-address": "192.0.2.9", prefix: 24 },
      { "ip-address": "2001:db8::9", prefix: 64 },
    ],
  });
  await at.client.data(at.client.post(`${vm}/agent/file-write`, { file: "/etc/motd", content: "hello" }));
  expect(await at.client.data(at.client.get(`${vm}/agent/file-read`, { file: "/etc/motd" }))).toEqual({
    content: "hello",
  });
  await at.client.data(at.client.post(`${vm}/agent/set-user-password`, { username: "root", password: "s3cret!" }));
});

test("a migration moves local disks when told to, and starts the counters anew", async () => {
  const move = (fields = {}) => at.client.post(`${vm}/migrate`, { target: "pve2", ...fields });
  expect((await move({ target: "pve1" })).body.errors).toEqual({ target: "target is local node." });
  await start();
  await at.clock.advance(60_000);
  expect((await move()).reason).toBe("can't migrate running VM without --online");
  expect(await at.task(move({ online: 1 }))).toBe(
    "Problem found while scanning volumes - can't live migrate attached local disks without with-local-disks option",
  );
  expect(await at.task(move({ online: 1, "with-local-disks": 1 }))).toBe("OK");
  expect((await at.client.get(`${vm}/config`)).status).toBe(500);
  const status = await at.client.data(at.client.get("/nodes/pve2/qemu/101/status/current"));
  expect(status).toMatchObject({ status: "running", uptime: 0, netin: 0 });
  expect(at.proxmox.cluster.volumes().find((one) => one.vmid === 101)?.node).toBe("pve2");
});

test("with HA, power calls only ask, and a deletion needs purge", async () => {
  await at.client.data(at.client.post("/cluster/ha/resources", { sid: "vm:101", state: "stopped" }));
  expect(await at.client.upid(at.client.post(`${vm}/status/start`))).toContain(":hastart:101:");
  expect(at.proxmox.cluster.vm(101)?.process).toBeUndefined();
  await at.clock.advance(15_000);
  expect(at.proxmox.cluster.vm(101)?.process).toBeDefined();
  expect(await at.client.data(at.client.get(`${vm}/status/current`))).toMatchObject({
    ha: { managed: 1, state: "started" },
  });
  expect(await at.client.upid(at.client.post(`${vm}/status/shutdown`))).toContain(":hastop:101:");
  await at.clock.advance(20_000);
  expect(at.proxmox.cluster.vm(101)?.process).toBeUndefined();
  expect((await at.client.delete(vm)).reason).toBe(
    "unable to remove VM 101 - used in HA resources and purge parameter not set.",
  );
  expect(await at.task(at.client.delete(vm, { purge: 1 }))).toBe("OK");
});

test("a disk moves to another storage; a VM becomes a template and is cloned from", async () => {
  expect(await at.task(at.client.post(`${vm}/move_disk`, { disk: "scsi0", storage: "ceph", delete: 1 }))).toBe("OK");
  expect(String(options()?.scsi0)).toMatch(/^ceph:vm-101-disk-0,/);
  expect(await at.task(at.client.post(`${vm}/template`))).toBe("OK");
  expect(String(options()?.scsi0)).toMatch(/^ceph:base-101-disk-0,/);
  expect(await at.task(at.client.post(`${vm}/clone`, { newid: 102 }))).toBe("OK");
  expect(await at.task(at.client.delete(vm))).toMatch(/base volume 'ceph:base-101-disk-0' is still in use/);
});

test("rrddata has no values from before the VM ran", async () => {
  await start();
  await at.clock.advance(600_000);
  const points = (await at.client.data(at.client.get(`${vm}/rrddata`, { timeframe: "hour" }))) as Record<
    string,
    number
  >[];
  expect(points).toHaveLength(70);
  expect(points.filter((point) => point.netin !== undefined).length).toBeGreaterThan(8);
  expect(points[0]).not.toHaveProperty("netin");
});
