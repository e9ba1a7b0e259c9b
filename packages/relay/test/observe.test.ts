import { SteppedClock, systemClock } from "@hostwright/core/kernel/clock";
import { silent } from "@hostwright/core/kernel/log";
import type { ObservationMessage } from "@hostwright/core/monitoring/jobs";
import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createEndpoint } from "../src/endpoint.ts";
import { observe } from "../src/observe/observe.ts";
import { toParts } from "../src/observe/parts.ts";
import type { Proxmox, ProxmoxClient } from "../src/proxmox/client.ts";
import {
  clientFor,
  cloneOf,
  configureOf,
  counting,
  FOREIGN,
  run,
  startTestbed,
  TEMPLATE,
  vmOf,
} from "./support/site.ts";

let testbed: Testbed;
let client: ProxmoxClient;
let alive = new AbortController();
let clock = new SteppedClock();
let watching: Promise<void> | undefined;
beforeAll(async () => {
  testbed = await startTestbed();
  client = clientFor(testbed);
});
afterEach(async () => {
  testbed.faults.clear();
  alive.abort();
  await watching;
});
afterAll(async () => {
  await client.close();
  await testbed.stop();
});

/** Between two rounds: nothing is asked, and the next one is a minute away. */
const resting = () => expect.poll(() => clock.untilNext, { timeout: 10_000 }).toBe(60_000);

/** Looks at the testbed; each call of `round` lets a minute pass and answers what was reported then. */
function watch(proxmox: Proxmox = client, configsPerRound = 100) {
  alive = new AbortController();
  clock = new SteppedClock();
  const said: ObservationMessage[] = [];
  const reports = { send: async (message: { type: string }) => void said.push(message as ObservationMessage) };
  watching = observe(createEndpoint("e1", proxmox), {
    relay: "a",
    location: "fra1",
    clock,
    log: silent,
    reports,
    everySeconds: 60,
    configsPerRound,
    signal: alive.signal,
  });
  let seen = 0;
  const next = async () => {
    await expect.poll(() => said.length, { timeout: 10_000 }).toBeGreaterThan(seen);
    const round = said.slice(seen);
    seen = said.length;
    return round.flatMap((message) => message.vms);
  };
  return {
    said,
    first: next,
    async round() {
      await resting();
      await clock.advance(60_000);
      return next();
    },
  };
}

const made = async (vmid: number) => {
  await run(client, { kind: "server.clone", payload: cloneOf(vmid) });
  await run(client, { kind: "server.configure", payload: configureOf(vmid) });
};

describe("what a relay observes", () => {
  test("is every machine with its mark, the site, and whose it is not", async () => {
    await made(6001);
    const { first, said } = watch();
    const vms = await first();
    expect(vms.find(({ vmid }) => vmid === 6001)).toMatchObject({
      node: "pve1",
      status: "stopped",
      config: { server: "srv_6001", cores: 2, memory_mb: 2048, mac: "BC:24:11:00:00:01", firewall: true },
    });
    expect(vms.find(({ vmid }) => vmid === FOREIGN)).toMatchObject({ status: "running", config: { server: null } });
    expect(vms.find(({ vmid }) => vmid === TEMPLATE.vmid)).toMatchObject({ template: true });
    expect(said[0]).toMatchObject({ endpoint: "e1", part: 0, site: { firewall: true } });
    expect(said[0]?.site?.nodes.map(({ name, online }) => `${name} ${online}`)).toEqual(["pve1 true", "pve2 true"]);
  });

  test("power, uptime and counters come with every round, configurations only as many as agreed", async () => {
    for (const vmid of [6101, 6102, 6103]) await made(vmid);
    const counted = counting(client);
    const reads: string[] = [];
    const proxmox: Proxmox = {
      ...counted,
      read: (method, params, signal) => {
        if (method.endsWith("/config")) reads.push(method);
        return client.read(method, params, signal);
      },
    };
    const { first, round } = watch(proxmox, 1);
    await first();
    expect(reads).toHaveLength(1);
    await run(client, { kind: "server.power", payload: { ...vmOf(6101), operation: "start", timeout_seconds: 5 } });
    const vms = await round();
    expect(reads).toHaveLength(2);
    expect(vms.find(({ vmid }) => vmid === 6101)).toMatchObject({ status: "running" });
    for (let more = 0; more < 10; more++) await round();
    const known = (await round()).filter((vm) => !vm.template);
    expect(known.every((vm) => vm.config !== undefined)).toBe(true);
    expect(counted.changes).toEqual([]);
  });

  test("goes on after the endpoint could not be asked", async () => {
    const { first, round, said } = watch();
    await first();
    testbed.faults.inject({ effect: "refuse", on: "GET /cluster/resources", status: 500, text: "no quorum" });
    const before = said.length;
    await resting();
    await clock.advance(60_000);
    await resting();
    expect(said).toHaveLength(before);
    testbed.faults.clear();
    expect((await round()).length).toBeGreaterThan(0);
  });
});

test("a look at thousands of machines is cut into messages the queue takes ten at a time", () => {
  const config = {
    server: `srv_${"0".repeat(26)}`,
    cores: 2,
    memory_mb: 4096,
    mac: "02:00:00:00:00:01",
    firewall: true,
  };
  const vms = Array.from({ length: 5000 }, (_, index) => ({
    vmid: 100_000 + index,
    node: "pve-frankfurt-01",
    status: "running" as const,
    uptime: 12_345_678,
    netin: 123_456_789_012_345,
    netout: 123_456_789_012_345,
    cpu: 0.1234,
    memory: 2_147_483_648,
    disk: 21_474_836_480,
    config,
  }));
  const at = systemClock.now().toISOString();
  const head = {
    type: "observation",
    version: 1,
    relay: "a",
    location: "fra1",
    at,
    endpoint: "e1",
    round: "r",
  } as const;
  const parts = toParts(head, { site: { firewall: true, nodes: [], storages: [] }, vms });
  expect(parts.flatMap((part) => part.vms)).toEqual(vms);
  expect(Math.max(...parts.map((part) => JSON.stringify(part).length)) * 10).toBeLessThan(256 * 1024);
  expect(parts.length).toBeLessThan(80);
  expect(toParts(head, { site: { firewall: true, nodes: [], storages: [] }, vms: [] })).toHaveLength(1);
});

describe("metrics, moves and what was changed", () => {
  test("averages are read from Proxmox, those of a time without power left empty", async () => {
    await made(6201);
    const payload = { ...vmOf(6201), period: "hour" };
    const { result } = await run(client, { kind: "monitoring.metrics", payload });
    expect(result).toMatchObject({ server: "srv_6201", period: "hour" });
    const points = (result as { points: { cpu: number | null; memory_max: number }[] }).points;
    expect(points).toHaveLength(70);
    expect(points.at(-1)).toMatchObject({ cpu: null, memory_max: 2048 * 1024 * 1024 });
    const late = { kind: "monitoring.metrics", payload, issuedAt: new Date(Date.now() - 600_000) };
    await expect(run(client, late)).rejects.toMatchObject({ code: "cancelled" });
  });

  test("a running machine is moved online with its disks; done twice it is moved once", async () => {
    await run(client, { kind: "server.clone", payload: cloneOf(6301, { storage: "local-lvm" }) });
    await run(client, { kind: "server.configure", payload: configureOf(6301) });
    await run(client, { kind: "server.power", payload: { ...vmOf(6301), operation: "start", timeout_seconds: 5 } });
    const payload = { ...vmOf(6301), target: "pve2" };
    const first = await run(client, { kind: "server.move", payload });
    expect(first.result).toEqual({ node: "pve2", power: "running" });
    const again = counting(client);
    await run(client, { kind: "server.move", payload, proxmox: again });
    expect(again.changes).toEqual([]);
    expect((await run(client, { kind: "server.look", payload: vmOf(6301) })).result).toEqual({
      node: "pve2",
      power: "running",
    });
    expect((await run(client, { kind: "server.look", payload: vmOf(6399) })).result).toEqual({
      node: null,
      power: null,
    });
  });

  test("a lost answer to the move is looked after, not repeated", async () => {
    await made(6302);
    testbed.faults.inject({ effect: "drop", on: "POST /nodes/{node}/qemu/{vmid}/migrate", vmid: 6302, times: 1 });
    const counted = counting(client);
    const { result } = await run(client, {
      kind: "server.move",
      payload: { ...vmOf(6302), target: "pve2" },
      proxmox: counted,
    });
    expect(result).toMatchObject({ node: "pve2" });
    expect(testbed.cluster.tasks().filter((task) => task.type === "qmigrate" && task.id === "6302")).toHaveLength(1);
  });

  test("size and network card are set as recorded, and nothing where they are", async () => {
    await made(6401);
    const vm = { node: "pve1", vmid: 6401 };
    await client.write("PUT /nodes/{node}/qemu/{vmid}/config", {
      ...vm,
      cores: 32,
      net0: "virtio=02:00:00:00:00:99,bridge=vmbr0",
    });
    const { cores, memory_mb, nic } = configureOf(6401);
    const payload = { ...vmOf(6401), cores, memory_mb, nic };
    const { result } = await run(client, { kind: "reconcile.reapply", payload });
    expect(result).toMatchObject({ changed: ["cores", "net0"] });
    expect((await run(client, { kind: "reconcile.reapply", payload })).result).toMatchObject({ changed: [] });
  });
});
