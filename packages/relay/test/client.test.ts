import { systemClock } from "@hostwright/core/kernel/clock";
import type { FaultSpec, Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ProxmoxClient } from "../src/proxmox/client.ts";
import { clientFor, FOREIGN, startTestbed, TOKEN } from "./support/site.ts";

const vm = { node: "pve1", vmid: FOREIGN };
const CONFIG = "PUT /nodes/{node}/qemu/{vmid}/config";
const STATUS = "GET /nodes/{node}/qemu/{vmid}/status/current";
let testbed: Testbed;
let client: ProxmoxClient;
beforeAll(async () => {
  testbed = await startTestbed();
  client = clientFor(testbed);
});
afterEach(() => testbed.faults.clear());
afterAll(async () => {
  await client.close();
  await testbed.stop();
});

const met = (fault: string) => testbed.faults.list().find(({ id }) => id === fault)?.met;
const inject = (fault: FaultSpec) => testbed.faults.inject(fault);

describe("what Proxmox says is kept", () => {
  test("the reason of a plain failure", async () => {
    await expect(client.read(STATUS, { node: "pve1", vmid: 12345 })).rejects.toMatchObject({
      outcome: "refused",
      status: 500,
      reason: expect.stringContaining("Configuration file 'nodes/pve1/qemu-server/12345.conf' does not exist"),
    });
  });
  test("each field of a refused parameter", async () => {
    await expect(client.write(CONFIG, { ...vm, cores: 0 })).rejects.toMatchObject({
      status: 400,
      fields: { cores: expect.stringContaining("value must have a minimum value of 1") },
      words: expect.stringContaining("cores: value must have a minimum value of 1"),
    });
  });
  test("a reason that comes in the body only, as through an HTTP/2 proxy", async () => {
    inject({ effect: "refuse", on: CONFIG, text: "no quorum!\nsecond line", times: 1 });
    await expect(client.write(CONFIG, { ...vm, cores: 1 })).rejects.toMatchObject({
      reason: expect.stringContaining("second line"),
    });
  });
});

describe("what is known of a change whose answer is missing", () => {
  test.each<[string, FaultSpec, object]>([
    ["a cut line", { effect: "drop", on: CONFIG }, { outcome: "unknown", status: 0 }],
    ["596 from a node between", { effect: "596", ms: 1, on: CONFIG }, { outcome: "unknown", status: 596 }],
    ["595 from a node that is away", { effect: "node_gone", node: "pve2" }, { outcome: "unknown", status: 595 }],
  ])("%s: nothing, and it is not repeated", async (_, fault, error) => {
    const id = inject(fault);
    const node = fault.node ?? "pve1";
    await expect(client.write(CONFIG, { ...vm, node, cores: 1 })).rejects.toMatchObject(error);
    if (fault.on) expect(met(id)).toBe(1);
  });

  test("an endpoint that is not there, or not the one whose certificate is known: it was not sent", async () => {
    const nowhere = new ProxmoxClient({ url: "https://127.0.0.1:1", ...TOKEN, clock: systemClock });
    await expect(nowhere.write(CONFIG, { ...vm, cores: 1 })).rejects.toMatchObject({ outcome: "unsent" });
    const forged = new ProxmoxClient({ url: testbed.url, fingerprint: "00".repeat(32), ...TOKEN, clock: systemClock });
    await expect(forged.write(CONFIG, { ...vm, cores: 1 })).rejects.toMatchObject({
      outcome: "unsent",
      reason: expect.stringContaining(`certificate fingerprint is ${testbed.fingerprint}`),
    });
    const unknown = new ProxmoxClient({ url: testbed.url, ...TOKEN, clock: systemClock });
    await expect(unknown.write(CONFIG, { ...vm, cores: 1 })).rejects.toMatchObject({ outcome: "unsent" });
    await Promise.all([nowhere, forged, unknown].map((each) => each.close()));
  });
});

test("reads are repeated over a bad line", async () => {
  const id = inject({ effect: "drop", on: STATUS, times: 2 });
  expect(await client.read(STATUS, vm)).toMatchObject({ status: "running" });
  expect(met(id)).toBe(3);
});

test("the CA is as good as the fingerprint", async () => {
  const byCa = new ProxmoxClient({ url: testbed.url, ca: testbed.caPem, ...TOKEN, clock: systemClock });
  expect(await byCa.read("GET /version", {})).toMatchObject({ version: expect.stringMatching(/^9\./) });
  await byCa.close();
});
