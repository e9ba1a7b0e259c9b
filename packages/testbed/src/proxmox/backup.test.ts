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

const dump = (fields: Record<string, string | number> = {}) =>
  at.client.post("/nodes/pve1/vzdump", { vmid: 101, storage: "backup", ...fields });
const backups = () => at.proxmox.cluster.volumes().filter((volume) => volume.content === "backup");

test("a backup locks the VM for as long as it takes, and DELETE on its task aborts it", async () => {
  const upid = await at.client.upid(dump());
  await at.clock.advance(20_000);
  expect(options()?.lock).toBe("backup");
  expect(await at.task(at.client.post(`${vm}/status/stop`))).toBe("OK");
  expect((await at.client.put(`${vm}/config`, { cores: 2 })).reason).toBe("VM is locked (backup)");
  await at.client.data(at.client.delete(`/nodes/pve1/tasks/${upid}`));
  expect(await at.ended(upid)).toBe("job errors");
  expect(options()).not.toHaveProperty("lock");
  expect(backups()).toEqual([]);
});

test("backups run one at a time on a node, keep as many as asked, and are listed by VM", async () => {
  await at.vm(102);
  const [first, second] = [await at.client.upid(dump()), await at.client.upid(dump({ vmid: 102 }))];
  expect(at.proxmox.cluster.vm(102)?.options).not.toHaveProperty("lock");
  expect([await at.ended(first), await at.ended(second)]).toEqual(["OK", "OK"]);
  for (let round = 0; round < 2; round += 1) {
    await at.clock.advance(60_000);
    expect(await at.task(dump({ "prune-backups": "keep-last=2", "notes-template": "{{guestname}}" }))).toBe("OK");
  }
  const query = { content: "backup", vmid: 101 };
  const listed = await at.client.data(at.client.get("/nodes/pve1/storage/backup/content", query));
  expect(listed).toHaveLength(2);
  expect(listed).toContainEqual(expect.objectContaining({ notes: "web", vmid: 101, format: "vma.zst" }));
  expect(await at.task(dump({ vmid: 4711 }))).toBe("job errors");
});

test("a restore brings back everything, the firewall and the description too; a running VM refuses it", async () => {
  await at.client.data(at.client.put(`${vm}/firewall/options`, { enable: 1 }));
  expect(await at.task(dump())).toBe("OK");
  const archive = backups()[0]?.volid ?? "";
  await put({ cores: 4, description: "changed", scsi1: "local-lvm:5" });
  await at.client.data(at.client.put(`${vm}/firewall/options`, { enable: 0 }));
  const again = (fields = {}) => at.client.post("/nodes/pve1/qemu", { vmid: 101, archive, ...fields });
  expect((await again()).reason).toBe("unable to restore VM 101 - VM 101 already exists on node 'pve1'");
  await start();
  expect((await again({ force: 1 })).reason).toBe("unable to restore VM 101 - vm is running");
  await at.task(at.client.post(`${vm}/status/stop`));
  const upid = await at.client.upid(again({ force: 1 }));
  expect(options()?.lock).toBe("create");
  expect(await at.ended(upid)).toBe("OK");
  expect(options()).toMatchObject({ cores: 1, description: "hostwright:srv_1" });
  expect(options()).not.toHaveProperty("scsi1");
  expect(at.proxmox.cluster.vm(101)?.firewall.options).toEqual({ enable: 1 });
  expect(at.proxmox.cluster.volumes().filter((one) => one.vmid === 101 && one.content === "images")).toHaveLength(2);
  expect(await at.task(at.client.post("/nodes/pve1/qemu", { vmid: 301, archive, unique: 1 }))).toBe("OK");
  expect(at.proxmox.cluster.vm(301)?.options.net0).not.toBe(options()?.net0);
});
