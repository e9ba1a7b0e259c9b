import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProxmoxClient } from "../src/proxmox/client.ts";
import {
  clientFor,
  cloneOf,
  configureOf,
  counting,
  KEY,
  Killed,
  rescueOf,
  resetOf,
  reshapeOf,
  run,
  startTestbed,
  vmOf,
} from "./support/site.ts";

let testbed: Testbed;
let client: ProxmoxClient;
let nextVmid = 1000;
beforeAll(async () => {
  testbed = await startTestbed();
  client = clientFor(testbed);
});
afterAll(async () => {
  await client.close();
  await testbed.stop();
});

const power = (vmid: number, operation: string) => ({ ...vmOf(vmid), operation, timeout_seconds: 5 });
const sealed = (vmid: number) => configureOf(vmid, { sealed_password: "jwe" });
const cloned = async (vmid: number) => void (await run(client, { kind: "server.clone", payload: cloneOf(vmid) }));
const configured = async (vmid: number) => {
  await cloned(vmid);
  await run(client, { kind: "server.configure", payload: sealed(vmid) });
};
const running = async (vmid: number) => {
  await configured(vmid);
  await run(client, { kind: "server.power", payload: power(vmid, "start") });
};
const held = async (vmid: number) => {
  await running(vmid);
  await run(client, { kind: "server.hold", payload: vmOf(vmid) });
};
const rescued = async (vmid: number) => {
  await configured(vmid);
  await run(client, { kind: "server.rescue", payload: rescueOf(vmid) });
};
const newKeys = (vmid: number) => resetOf(vmid, { ssh_keys: [`${KEY}-new`] });

const snapshotOf = (vmid: number) => ({ ...vmOf(vmid), snapshot: "hwone" });
const snapshotted = async (vmid: number) => {
  await running(vmid);
  await run(client, { kind: "backup.snapshot", payload: snapshotOf(vmid) });
};
const settleOf = (vmid: number) => ({ ...configureOf(vmid, { cores: 4 }), held: "running" });
const rolledBack = async (vmid: number) => {
  await snapshotted(vmid);
  await run(client, { kind: "backup.rollback", payload: snapshotOf(vmid) });
};
const archive = (vmid: number) => ({ storage: "backup", note: `hostwright:srv_${vmid}:bkp_1` });
const backupOf = (vmid: number) => ({ ...vmOf(vmid), ...archive(vmid), turn: "vzdump/pve1" });
const removalOf = (vmid: number) => ({ endpoint: "e1", vmid, ...archive(vmid), abort: true });
const backedUp = async (vmid: number) => {
  await running(vmid);
  return (await run(client, { kind: "backup.create", payload: backupOf(vmid) })).result;
};
/** One server's backup, which the others are made from. */
const SOURCE = 900;
let volid = "";
const withArchive = async () => {
  volid ||= String((await backedUp(SOURCE)).volid);
};
const restoreOf = (vmid: number) => ({
  ...vmOf(vmid, `srv_${SOURCE}`),
  node: "pve1",
  storage: "shared",
  archive: { ...archive(SOURCE), vmid: SOURCE, volid },
});

/** Every job, from what it begins. */
const JOBS: Array<{
  name: string;
  kind: string;
  before: (vmid: number) => Promise<unknown>;
  payload: (vmid: number) => object;
}> = [
  { name: "clone", kind: "server.clone", before: async () => {}, payload: (vmid) => cloneOf(vmid) },
  { name: "configure", kind: "server.configure", before: cloned, payload: sealed },
  { name: "start", kind: "server.power", before: configured, payload: (vmid) => power(vmid, "start") },
  { name: "shutdown", kind: "server.power", before: running, payload: (vmid) => power(vmid, "shutdown") },
  { name: "stop", kind: "server.power", before: running, payload: (vmid) => power(vmid, "stop") },
  { name: "reboot", kind: "server.power", before: running, payload: (vmid) => power(vmid, "reboot") },
  { name: "hold", kind: "server.hold", before: running, payload: vmOf },
  { name: "release", kind: "server.release", before: held, payload: (vmid) => ({ ...vmOf(vmid), start: true }) },
  {
    name: "reshape",
    kind: "server.reshape",
    before: configured,
    payload: (vmid) => reshapeOf(vmid, { cores: 4, disk: { gb: 40, iops: null, mbps: null }, grow: true }),
  },
  { name: "rescue", kind: "server.rescue", before: configured, payload: (vmid) => rescueOf(vmid) },
  { name: "leave rescue", kind: "server.rescue", before: rescued, payload: (vmid) => rescueOf(vmid, null) },
  { name: "reset by the agent", kind: "server.reset_access", before: running, payload: newKeys },
  {
    name: "reset by first boot",
    kind: "server.reset_access",
    before: configured,
    payload: (vmid) => ({ ...newKeys(vmid), first_boot: true }),
  },
  { name: "snapshot", kind: "backup.snapshot", before: running, payload: snapshotOf },
  { name: "delete snapshot", kind: "backup.delete_snapshot", before: snapshotted, payload: snapshotOf },
  { name: "rollback", kind: "backup.rollback", before: snapshotted, payload: snapshotOf },
  { name: "settle", kind: "backup.settle", before: rolledBack, payload: settleOf },
  { name: "backup", kind: "backup.create", before: running, payload: backupOf },
  { name: "delete backup", kind: "backup.delete", before: backedUp, payload: removalOf },
  { name: "restore", kind: "backup.restore", before: withArchive, payload: restoreOf },
  { name: "destroy", kind: "server.destroy", before: running, payload: vmOf },
];

const REMOVES = new Set(["server.destroy", "backup.delete", "backup.delete_snapshot"]);
const plain = ({ volid, ...result }: Record<string, unknown>, vmid: number) => ({
  ...result,
  archive: String(volid).includes(`-${vmid}-`),
});

/** What is left of a VM, without what Proxmox draws at random: ids, and the MAC until it is configured. */
function state(vmid: number): string {
  const vm = testbed.cluster.vm(vmid);
  const { smbios1, vmgenid, meta, cipassword, ...options } = vm?.options ?? {};
  const rest = {
    options: Object.entries({ ...options, cipassword: cipassword !== undefined }).sort(),
    rules: vm?.firewall.rules,
    filters: vm?.firewall.options,
    addresses: vm?.firewall.ipsets["ipfilter-net0"]?.entries.map(({ cidr }) => cidr).sort(),
    running: vm?.process !== undefined,
    snapshots: Object.keys(vm?.snapshots ?? {}),
    volumes: testbed.cluster
      .volumes()
      .flatMap((volume) => (volume.vmid === vmid ? [volume.volid] : []))
      .sort(),
  };
  const text = JSON.stringify(rest)
    .replaceAll(String(vmid), "ID")
    .replace(/\d{4}_\d\d_\d\d-\d\d_\d\d_\d\d/g, "TIME");
  return text.replace(/virtio=(?!BC:24:11:00:00:01)[0-9A-F:]{17}/g, "virtio=RANDOM");
}

describe("killed between any two calls to Proxmox and done again, a job ends as if nothing had happened", () => {
  test.each(JOBS)("$name", async ({ kind, before, payload }) => {
    const clean = nextVmid++;
    await before(clean);
    const counted = counting(client);
    const { result } = await run(client, { kind, payload: payload(clean), proxmox: counted });
    const wanted = state(clean);

    expect(counted.calls).toBeGreaterThan(2);
    for (let at = 1; at <= counted.calls; at++) {
      for (const after of [false, true]) {
        const vmid = nextVmid++;
        await before(vmid);
        const dying = counting(client, { at, after });
        const first = run(client, { kind, payload: payload(vmid), proxmox: dying, once: true });
        await expect(first).rejects.toThrow(Killed);
        const again = await run(client, { kind, payload: payload(vmid), redelivered: true });
        const where = `killed ${after ? "after" : "before"} call ${at} of ${counted.calls}`;
        expect({ where, state: state(vmid) }).toEqual({ where, state: wanted });
        // What was removed is not there any more, and an archive's name has its time in it.
        if (!REMOVES.has(kind))
          expect({ where, ...plain(again.result, vmid) }).toEqual({ where, ...plain(result, clean) });
      }
    }
  });
});
