import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { TestClient, TOKEN_HEADERS, testSite } from "./testing.ts";
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

function connect(path: string, headers: Record<string, string> = TOKEN_HEADERS) {
  const url = `${at.proxmox.url.replace("https", "wss")}/api2/json${path}`;
  return new WebSocket(url, "binary", { ca: at.proxmox.caPem, headers });
}
const refusal = (socket: WebSocket) =>
  new Promise<string>((resolve) => {
    socket.on("unexpected-response", (_request, response) =>
      resolve(`${response.statusCode} ${response.statusMessage}`),
    );
    socket.on("error", () => undefined);
  });
const nextText = (socket: WebSocket) =>
  new Promise<string>((resolve) => socket.once("message", (data: Buffer) => resolve(data.toString())));

test("a serial console: a ticket for 10 s and one use, then a login", async () => {
  const open = async () =>
    (await at.client.data(at.client.post(`${vm}/termproxy`))) as {
      ticket: string;
      port: number;
      upid: string;
      user: string;
    };
  const path = (one: { ticket: string; port: number }) =>
    `${vm}/vncwebsocket?port=${one.port}&vncticket=${encodeURIComponent(one.ticket)}`;
  const late = await open();
  expect(late.port).toBe(5900);
  await at.clock.advance(10_001);
  expect(await at.ended(late.upid)).toBe("connection timed out");
  expect(await refusal(connect(path(late)))).toBe("500 connect to 'localhost' failed: Connection refused");
  const console = await open();
  expect(await refusal(connect(`${vm}/vncwebsocket?port=5900&vncticket=PVEVNC:00000000::x`))).toBe(
    "401 permission denied - invalid PVEVNC ticket",
  );
  const socket = connect(path(console));
  await new Promise((resolve) => socket.once("open", resolve));
  const greeting = nextText(socket);
  socket.send(`${console.user}:${console.ticket}\n`);
  expect(await greeting).toMatch(/^OK[\s\S]*web login: $/);
  const echo = nextText(socket);
  socket.send("0:5:root\r");
  expect(await echo).toBe("root\r\nPassword: ");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.close();
  await closed;
  await new Promise((resolve) => setImmediate(resolve));
  expect(await at.ended(console.upid)).toBe("OK");
});

test("a VNC console speaks RFB, and always gives a password", async () => {
  const opened = (await at.client.data(at.client.post(`${vm}/vncproxy`, { websocket: 1 }))) as Record<string, string>;
  expect(opened.password).toHaveLength(8);
  const query = `port=${opened.port}&vncticket=${encodeURIComponent(opened.ticket ?? "")}`;
  const socket = connect(`${vm}/vncwebsocket?${query}`);
  expect(await nextText(socket)).toBe("RFB 003.008\n");
  const types = nextText(socket);
  socket.send(Buffer.from("RFB 003.008\n"));
  expect(Buffer.from(await types)).toEqual(Buffer.from([1, 2]));
  socket.terminate();
});

test("a token with the least rights can run a VM's life, and no other's", async () => {
  await at.stop();
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
