import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Proxmox, ProxmoxClient } from "../src/proxmox/client.ts";
import { clientFor, cloneOf, configureOf, run, startTestbed, vmOf } from "./support/site.ts";

let testbed: Testbed;
let client: ProxmoxClient;
let next = 3000;
beforeAll(async () => {
  // A backup of 20 GB takes 20 s of this testbed's time.
  testbed = await startTestbed(10);
  client = clientFor(testbed);
});
afterAll(async () => {
  await client.close();
  await testbed.stop();
});

const STORAGE = "backup";
const power = (vmid: number, operation: string) => ({ ...vmOf(vmid), operation, timeout_seconds: 5 });
const backupOf = (vmid: number) => ({
  ...vmOf(vmid),
  storage: STORAGE,
  note: `hostwright:srv_${vmid}:bkp_1`,
  turn: "vzdump/nod_1",
});

describe("a hold or a stop does not wait for a backup", () => {
  const backups = () => testbed.cluster.tasks().filter(({ type }) => type === "vzdump");

  test.each([
    ["server.hold", (vmid: number) => vmOf(vmid)],
    ["server.power", (vmid: number) => power(vmid, "stop")],
  ])("%s ends ours, which leaves no archive and no lock", async (kind, payload) => {
    const vmid = next++;
    await run(client, { kind: "server.clone", payload: cloneOf(vmid) });
    await run(client, { kind: "server.configure", payload: configureOf(vmid) });
    await run(client, { kind: "server.power", payload: power(vmid, "start") });
    const backup = run(client, { kind: "backup.create", payload: backupOf(vmid) });
    const ended = expect(backup).rejects.toMatchObject({ code: "task_failed" });
    await expect.poll(() => testbed.cluster.vm(vmid)?.options.lock, { timeout: 10_000 }).toBe("backup");
    expect((await run(client, { kind, payload: payload(vmid) })).result).toMatchObject({ power: "stopped" });
    await ended;
    expect(backups().find(({ id }) => id === String(vmid))?.status).not.toBe("OK");
    expect(testbed.cluster.vm(vmid)?.options.lock).toBeUndefined();
    expect(testbed.cluster.volumes().filter((volume) => volume.vmid === vmid && volume.content === "backup")).toEqual(
      [],
    );
  });

  test("one that staff are making is left alone, and waited for", async () => {
    const vmid = next++;
    await run(client, { kind: "server.clone", payload: cloneOf(vmid) });
    // Our token's, to Proxmox; somebody else's, to a relay with another one.
    await client.write("POST /nodes/{node}/vzdump", { node: "pve1", vmid: String(vmid), storage: STORAGE });
    await expect.poll(() => testbed.cluster.vm(vmid)?.options.lock, { timeout: 10_000 }).toBe("backup");
    const another: Proxmox = {
      read: client.read.bind(client),
      write: client.write.bind(client),
      user: "other@pve!relay",
    };
    await run(another, { kind: "server.hold", payload: vmOf(vmid) });
    expect(backups().find(({ id }) => id === String(vmid))?.status).toBe("OK");
  });
});
