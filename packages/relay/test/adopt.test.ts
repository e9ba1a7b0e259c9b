import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProxmoxClient } from "../src/proxmox/client.ts";
import { clientFor, counting, FOREIGN, run, startTestbed, vmOf } from "./support/site.ts";

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

const server = "srv_brought";
const adopt = (vmid = FOREIGN) => run(client, { kind: "adoption.adopt", payload: vmOf(vmid, server) });
const configOf = (vmid: number) => client.read("GET /nodes/{node}/qemu/{vmid}/config", { node: "pve1", vmid });

test("adopting appends our mark to the description, changes nothing else, and says what the VM is", async () => {
  await client.write("PUT /nodes/{node}/qemu/{vmid}/config", {
    node: "pve1",
    vmid: FOREIGN,
    description: "WHMCS 12\nkeep",
  });
  const { digest: _before, ...before } = await configOf(FOREIGN);
  const { result } = await adopt();
  const { digest: _after, ...after } = await configOf(FOREIGN);
  expect(after).toEqual({
    ...before,
    description: expect.stringMatching(/^WHMCS 12\nkeep\nhostwright:srv_brought\n?$/),
  });
  expect(result).toMatchObject({ node: "pve1", power: "running", name: "somebody-elses", disk_gb: 8 });
});

test("a second time it changes nothing", async () => {
  const counted = counting(client);
  await run(client, { kind: "adoption.adopt", payload: vmOf(FOREIGN, server), proxmox: counted });
  expect(counted.changes).toEqual([]);
});

test("a VM with another server's mark is refused and left alone", async () => {
  const counted = counting(client);
  const job = run(client, { kind: "adoption.adopt", payload: vmOf(FOREIGN, "srv_other"), proxmox: counted });
  await expect(job).rejects.toMatchObject({ code: "vmid_taken" });
  expect(counted.changes).toEqual([]);
});

test("an adopted VM is stopped and started like one of ours", async () => {
  const power = (operation: string) =>
    run(client, { kind: "server.power", payload: { ...vmOf(FOREIGN, server), operation, timeout_seconds: 10 } });
  expect((await power("stop")).result).toMatchObject({ power: "stopped" });
  expect((await power("start")).result).toMatchObject({ power: "running" });
});

test("disowning takes the mark out and leaves the rest, and is done where there is nothing", async () => {
  const disown = (vmid = FOREIGN) => run(client, { kind: "adoption.disown", payload: vmOf(vmid, server) });
  expect((await disown()).result).toEqual({ existed: true });
  expect((await configOf(FOREIGN)).description?.trimEnd()).toBe("WHMCS 12\nkeep");
  expect((await disown()).result).toEqual({ existed: true });
  expect((await disown(4711)).result).toEqual({ existed: false });
});
