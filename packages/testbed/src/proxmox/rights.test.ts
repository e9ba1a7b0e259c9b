import { afterEach, expect, test } from "vitest";
import { TestClient, testSite } from "./testing.ts";
import { type Bench, bench } from "./testing-cluster.ts";

let at: Bench;
afterEach(() => at.stop());

const vm = "/nodes/pve1/qemu/101";

test("a user sees its own tasks, an auditor all of them", async () => {
  const site = testSite();
  site.tokens?.push({ id: "ops@pve!t", secret: "s", privileges: [{ path: "/vms", role: "PVEVMAdmin" }] });
  at = await bench({ site });
  const ops = new TestClient(at.proxmox, { authorization: "PVEAPIToken=ops@pve!t=s" });
  await at.vm(101);
  const theirs = await ops.upid(ops.post("/nodes/pve2/qemu/150/status/stop"));
  await at.ended(theirs);
  const all = (client: TestClient, node: string) =>
    client.data(client.get(`/nodes/${node}/tasks`)) as Promise<unknown[]>;
  expect(await all(ops, "pve1")).toEqual([]);
  expect(await all(ops, "pve2")).toHaveLength(1);
  expect(await all(at.auditor, "pve1")).toHaveLength(1);
  const clone = at.proxmox.cluster.tasks().find((task) => task.type === "qmclone")?.upid;
  expect((await ops.get(`/nodes/pve1/tasks/${clone}/status`)).reason).toBe(
    "Permission check failed (/nodes/pve1, Sys.Audit)",
  );
  expect(await ops.data(ops.get(`/nodes/pve2/tasks/${theirs}/status`))).toMatchObject({
    status: "stopped",
    exitstatus: "OK",
    user: "ops@pve",
    tokenid: "t",
  });
});

test("a token with the least rights can run a VM's life, and no other's", async () => {
  const role =
    "VM.Allocate VM.Audit VM.Clone VM.Config.CDROM VM.Config.CPU VM.Config.Cloudinit VM.Config.Disk VM.Config.Memory VM.Config.Network VM.Config.Options VM.PowerMgmt";
  const site = testSite({ roles: { Hostwright: role.split(" ") }, pools: [{ poolid: "hw", vms: [9000] }] });
  const privileges = [
    { path: "/pool/hw", role: "Hostwright" },
    { path: "/storage/local-lvm", role: "PVEDatastoreUser" },
    { path: "/sdn/zones/localnetwork", role: "PVESDNUser" },
  ];
  site.tokens?.push({ id: "relay@pve!hw", secret: "s", privileges });
  at = await bench({ site });
  const relay = new TestClient(at.proxmox, { authorization: "PVEAPIToken=relay@pve!hw=s" });
  const clone = relay.post("/nodes/pve1/qemu/9000/clone", { newid: 101, full: 1, pool: "hw", name: "a" });
  expect(await at.ended(await relay.upid(clone))).toBe("OK");
  expect((await relay.put(`${vm}/config`, { cores: 2, ipconfig0: "ip=192.0.2.9/24" })).status).toBe(200);
  expect(await at.ended(await relay.upid(relay.post(`${vm}/status/start`)))).toBe("OK");
  expect((await relay.post("/nodes/pve2/qemu/150/status/stop")).reason).toBe(
    "Permission check failed (/vms/150, VM.PowerMgmt)",
  );
  const seen = (await relay.data(relay.get("/cluster/resources", { type: "vm" }))) as { vmid: number }[];
  expect(seen.map((one) => one.vmid)).toEqual([101, 9000]);
  relay.close();
});

test("an auditor sees the storages, and no image on them without VM.Config.Disk", async () => {
  at = await bench();
  const volumes = (client: TestClient) =>
    client.data(client.get("/nodes/pve1/storage/local-lvm/content")) as Promise<unknown[]>;
  expect(await at.auditor.data(at.auditor.get("/nodes/pve1/storage"))).toHaveLength(3);
  expect(await volumes(at.auditor)).toEqual([]);
  expect(await volumes(at.client)).toHaveLength(2);
});
