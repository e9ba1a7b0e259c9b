import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, bench } from "./testing-cluster.ts";

let at: Bench;
beforeEach(async () => {
  at = await bench();
  await at.vm(101, { name: "web" });
});
afterEach(() => at.stop());

const vm = "/nodes/pve1/qemu/101";
const start = () => at.task(at.client.post(`${vm}/status/start`));
const config = async (query = {}) =>
  (await at.client.data(at.client.get(`${vm}/config`, query))) as Record<string, string | number>;
const put = (fields: Record<string, string | number>) => at.client.data(at.client.put(`${vm}/config`, fields));
const status = async () => (await at.client.data(at.client.get(`${vm}/status/current`))) as Record<string, unknown>;

test("POST config is a task, null when it ends within background_delay; PUT is null", async () => {
  expect(await at.client.data(at.client.put(`${vm}/config`, { cores: 2 }))).toBeNull();
  const upid = await at.client.upid(at.client.post(`${vm}/config`, { cores: 3 }));
  expect(upid).toContain(":qmconfig:101:");
  expect(await at.ended(upid)).toBe("OK");
  const waited = at.client.post(`${vm}/config`, { cores: 4, background_delay: 5 });
  expect(await at.client.data(at.answered(waited))).toBeNull();
  expect(await config()).toMatchObject({ cores: 4, memory: "1024" });
});

test("a running VM takes what can be hot-plugged; the rest waits for the next start", async () => {
  await start();
  await at.client.data(at.client.put(`${vm}/config`, { cores: 8, memory: 4096, description: "x", cpulimit: "1.5" }));
  expect(await config({ current: 1 })).toMatchObject({ cores: 1, memory: "1024", description: "x", cpulimit: "1.5" });
  expect(await config()).toMatchObject({ cores: 8, memory: "4096" });
  const pending = (await at.client.data(at.client.get(`${vm}/pending`))) as Record<string, unknown>[];
  expect(pending).toContainEqual({ key: "cores", value: 1, pending: 8 });
  await at.client.data(at.client.put(`${vm}/config`, { revert: "memory" }));
  expect(await at.task(at.client.post(`${vm}/status/stop`))).toBe("OK");
  await start();
  expect(await config({ current: 1 })).toMatchObject({ cores: 8, memory: "1024" });
});

test("tags, weights and descriptions are kept in Proxmox's own form", async () => {
  await put({ tags: "web,Prod;web", cpuunits: 200_000, description: "text \n\n" });
  expect(await config()).toMatchObject({ tags: "prod;web", cpuunits: 10_000, description: "text" });
});

test("an old digest is refused", async () => {
  const { digest } = await config();
  await at.client.data(at.client.put(`${vm}/config`, { cores: 2, digest: digest ?? "" }));
  const answer = await at.client.put(`${vm}/config`, { cores: 3, digest: digest ?? "" });
  expect(answer.reason).toBe("checksum mismatch (file change by other user?)");
});

test("sshkeys must be encoded as encodeURIComponent does, and be keys", async () => {
  const type = Buffer.from("ssh-ed25519");
  const blob = Buffer.concat([Buffer.from([0, 0, 0, type.length]), type, Buffer.from([0, 0, 0, 32]), Buffer.alloc(32)]);
  const key = `ssh-ed25519 ${blob.toString("base64")} me@home`;
  const plain = await at.client.put(`${vm}/config`, { sshkeys: key });
  expect(plain.body.errors?.sshkeys).toBe(`invalid format - invalid urlencoded string: ${key}\n`);
  await at.client.data(at.client.put(`${vm}/config`, { sshkeys: encodeURIComponent(key) }));
  expect((await config()).sshkeys).toBe(encodeURIComponent(key));
  const body = JSON.stringify({ sshkeys: encodeURIComponent(`${key}\n`) });
  await at.client.data(at.client.send("PUT", `${vm}/config`, body, { "content-type": "application/json" }));
  const wrong = await at.client.put(`${vm}/config`, { sshkeys: encodeURIComponent("ssh-ed25519 AAAA me") });
  expect(wrong.reason).toBe("SSH public key validation error");
});

test("a cloud-init password is hashed and never shown", async () => {
  await at.client.data(at.client.put(`${vm}/config`, { cipassword: "hunter2" }));
  expect((await config()).cipassword).toBe("**********");
  expect(JSON.stringify(at.proxmox.cluster.vm(101))).not.toContain("hunter2");
  const user = String(await at.client.data(at.client.get(`${vm}/cloudinit/dump`, { type: "user" })));
  expect(user).toMatch(/^password: \$5\$/m);
});

test("name, keys and network change the cloud-init instance id", async () => {
  const id = async () => await at.client.data(at.client.get(`${vm}/cloudinit/dump`, { type: "meta" }));
  const before = await id();
  await at.client.data(at.client.put(`${vm}/config`, { description: "nothing to do with it" }));
  expect(await id()).toBe(before);
  await at.client.data(at.client.put(`${vm}/config`, { ipconfig0: "ip=192.0.2.9/24,gw=192.0.2.1" }));
  expect(await id()).not.toBe(before);
});

test("cloud-init values of a running VM are stale until the drive is rebuilt", async () => {
  await start();
  await at.client.data(at.client.put(`${vm}/config`, { ciuser: "debian" }));
  const list = async () => (await at.client.data(at.client.get(`${vm}/cloudinit`))) as Record<string, unknown>[];
  expect(await list()).toContainEqual({ key: "ciuser", pending: "debian" });
  await at.client.data(at.client.put(`${vm}/cloudinit`));
  expect(await list()).toContainEqual({ key: "ciuser", value: "debian" });
});

test("a disk grows; a shrink is accepted and then fails; a negative size is no size", async () => {
  expect(await at.task(at.client.put(`${vm}/resize`, { disk: "scsi0", size: "10G" }))).toBe("OK");
  expect(await at.task(at.client.put(`${vm}/resize`, { disk: "scsi0", size: "+512M" }))).toBe("OK");
  expect((await config()).scsi0).toContain("size=10752M");
  const shrink = at.client.put(`${vm}/resize`, { disk: "scsi0", size: "5G" });
  expect(await at.task(shrink)).toBe("shrinking disks is not supported");
  const negative = await at.client.put(`${vm}/resize`, { disk: "scsi0", size: "-5G" });
  expect(negative.body.errors).toEqual({ size: "value does not match the regex pattern" });
});

test("starting what runs, or what is not there, fails in the task", async () => {
  expect(await start()).toBe("OK");
  expect(await start()).toBe("VM 101 already running");
  const nothing = at.client.post("/nodes/pve1/qemu/4711/status/start");
  expect(await at.task(nothing)).toBe("Configuration file 'nodes/pve1/qemu-server/4711.conf' does not exist");
});

test("a template cannot be started", async () => {
  expect(await at.task(at.client.post("/nodes/pve1/qemu/9000/status/start"))).toBe(
    "you can't start a vm if it's a template",
  );
});

test("a shutdown of a deaf guest gives up after 60 s, or stops it with forceStop", async () => {
  at.proxmox.faults.inject({ effect: "deaf", vmid: 101 });
  await start();
  const began = at.clock.now().getTime();
  expect(await at.task(at.client.post(`${vm}/status/shutdown`))).toBe("VM quit/powerdown failed - got timeout");
  expect(at.clock.now().getTime() - began).toBe(60_000);
  expect((await status()).status).toBe("running");
  const forced = at.client.post(`${vm}/status/shutdown`, { timeout: 5, forceStop: 1 });
  expect(await at.task(forced)).toBe("OK");
  expect((await status()).status).toBe("stopped");
});

test("a shutdown holds the lock: a stop waits 10 s for it, or overrules it", async () => {
  at.proxmox.faults.inject({ effect: "deaf", vmid: 101 });
  await start();
  const shutdown = await at.client.upid(at.client.post(`${vm}/status/shutdown`));
  const stop = at.client.post(`${vm}/status/stop`);
  expect(await at.task(stop)).toBe("can't lock file '/var/lock/qemu-server/lock-101.conf' - got timeout");
  expect(await at.task(at.client.post(`${vm}/status/stop`, { "overrule-shutdown": 1 }))).toBe("OK");
  expect(await at.ended(shutdown)).toBe("received interrupt");
  expect((await status()).status).toBe("stopped");
});

test("a reboot starts it again in a task of root's, and applies what was pending", async () => {
  await start();
  await at.client.data(at.client.put(`${vm}/config`, { cores: 4 }));
  expect(await at.task(at.client.post(`${vm}/status/reboot`))).toBe("OK");
  const again = at.proxmox.cluster.tasks().find((task) => task.type === "qmstart" && task.user === "root@pam");
  expect(await at.ended(again?.upid ?? "")).toBe("OK");
  expect(await config({ current: 1 })).toMatchObject({ cores: 4 });
  expect(await status()).toMatchObject({ status: "running", uptime: 0 });
});

test("counters and uptime run with the clock and begin again at a start", async () => {
  await start();
  await at.clock.advance(3_600_000);
  const after = await status();
  expect(after).toMatchObject({ uptime: 3600, qmpstatus: "running" });
  expect(Number(after.netin)).toBeGreaterThan(1_000_000);
  await at.task(at.client.post(`${vm}/status/stop`));
  expect(await status()).toMatchObject({ netin: 0, netout: 0, uptime: 0, cpu: 0, mem: 0 });
});

test("a running VM cannot be destroyed, nor a protected one", async () => {
  await start();
  expect((await at.client.delete(vm)).reason).toBe("VM 101 is running - destroy failed");
  await at.task(at.client.post(`${vm}/status/stop`));
  await at.client.data(at.client.put(`${vm}/config`, { protection: 1 }));
  expect((await at.client.delete(vm)).reason).toBe("can't remove VM 101 - protection mode enabled");
});

test("destroying removes its volumes, unused ones too, and nothing else", async () => {
  await at.client.data(at.client.put(`${vm}/config`, { scsi1: "local-lvm:2" }));
  await at.client.data(at.client.put(`${vm}/config`, { delete: "scsi1" }));
  expect((await config()).unused0).toBe("local-lvm:vm-101-disk-1");
  const others = at.proxmox.cluster.volumes().filter((volume) => volume.vmid !== 101);
  expect(await at.task(at.client.delete(vm, { purge: 1, "destroy-unreferenced-disks": 1 }))).toBe("OK");
  expect(at.proxmox.cluster.volumes()).toEqual(others);
  expect((await at.client.get(`${vm}/config`)).status).toBe(500);
});

test("a VM created from nothing; the same id again is refused, on any node", async () => {
  const fields = { vmid: 300, name: "fresh", memory: 2048, net0: "virtio,bridge=vmbr0", scsi0: "local-lvm:8" };
  const upid = await at.client.upid(at.client.post("/nodes/pve1/qemu", fields));
  expect(at.proxmox.cluster.vm(300)?.options.lock).toBe("create");
  expect(await at.ended(upid)).toBe("OK");
  expect(await at.client.data(at.client.get("/nodes/pve1/qemu/300/config"))).toMatchObject({
    name: "fresh",
    scsi0: "local-lvm:vm-300-disk-0,size=8G",
    net0: expect.stringMatching(/^virtio=BC:24:11:..:..:..,bridge=vmbr0$/),
    boot: "order=scsi0;net0",
  });
  const again = await at.client.post("/nodes/pve2/qemu", { vmid: 300 });
  expect(again.reason).toBe("unable to create VM 300 - VM 300 already exists on node 'pve1'");
});

test("nextid reserves nothing", async () => {
  const first = await at.client.data(at.client.get("/cluster/nextid"));
  expect([first, await at.client.data(at.client.get("/cluster/nextid"))]).toEqual(["100", "100"]);
  const taken = await at.client.get("/cluster/nextid", { vmid: 150 });
  expect(taken.body.errors).toEqual({ vmid: "VM 150 already exists" });
});
