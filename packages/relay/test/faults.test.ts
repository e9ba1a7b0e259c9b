import type { FaultSpec, Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createEndpoint } from "../src/endpoint.ts";
import type { Proxmox, ProxmoxClient } from "../src/proxmox/client.ts";
import { ProxmoxError } from "../src/proxmox/error.ts";
import { clientFor, cloneOf, configureOf, counting, run, startTestbed, TEMPLATE, vmOf } from "./support/site.ts";

const CLONE = "POST /nodes/{node}/qemu/{vmid}/clone";
let testbed: Testbed;
let client: ProxmoxClient;
let vmid = 2000;
beforeAll(async () => {
  testbed = await startTestbed();
  client = clientFor(testbed);
});
afterEach(() => testbed.faults.clear());
afterAll(async () => {
  await client.close();
  await testbed.stop();
});

const power = (id: number, operation: string, timeout_seconds = 2) => ({ ...vmOf(id), operation, timeout_seconds });
const clones = (counted: { changes: string[] }) => counted.changes.filter((method) => method === CLONE).length;
const ready = async (id: number) => {
  await run(client, { kind: "server.clone", payload: cloneOf(id) });
  await run(client, { kind: "server.configure", payload: configureOf(id) });
};

describe("the answer to a clone request is lost", () => {
  const lost: Array<[string, FaultSpec, number]> = [
    ["after it took effect: not asked again", { effect: "drop", on: CLONE, after: true, times: 1 }, 1],
    [
      "on another node, after it took effect: not asked again",
      { effect: "596", ms: 1, on: CLONE, after: true, times: 1 },
      1,
    ],
    ["before it took effect: asked once more", { effect: "drop", on: CLONE, after: false, times: 1 }, 2],
    [
      "on another node, before it took effect: asked once more",
      { effect: "596", ms: 1, on: CLONE, after: false, times: 1 },
      2,
    ],
  ];
  test.each(lost)("%s", async (_, fault, requests) => {
    const id = vmid++;
    testbed.faults.inject(fault);
    const counted = counting(client);
    const { result } = await run(client, { kind: "server.clone", payload: cloneOf(id), proxmox: counted });
    expect(result).toEqual({ node: "pve1" });
    expect(clones(counted)).toBe(requests);
    expect(testbed.cluster.vm(id)?.options).toMatchObject({ description: `hostwright:srv_${id}` });
    expect(testbed.cluster.vm(id)?.options.lock).toBeUndefined();
  });

  test("while its task has not made the VM yet: waited for, not asked again", async () => {
    const id = vmid++;
    const counted = counting(client);
    let tasks: object[] = [
      {
        upid: "UPID:pve1:0000A1B2:0012D687:6740A000:qmclone:9000:hostwright@pve!relay:",
        type: "qmclone",
        id: "9000",
        user: "",
        starttime: 0,
      },
    ];
    let looks = 0;
    let sent: Promise<unknown> | undefined;
    const late: Proxmox = {
      write: (method, params, signal) => {
        if (method !== CLONE) return counted.write(method, params, signal);
        // What Proxmox does with it comes later than the end of the connection.
        sent = expect
          .poll(() => looks)
          .toBeGreaterThan(3)
          .then(() => counted.write(method, params))
          .finally(() => {
            tasks = [];
          });
        return Promise.reject(new ProxmoxError({ method, outcome: "unknown", status: 0, reason: "other side closed" }));
      },
      read: (async (method, params, signal) => {
        if (method !== "GET /nodes/{node}/tasks") return counted.read(method, params, signal);
        looks += 1;
        return tasks;
      }) as Proxmox["read"],
    };
    expect((await run(client, { kind: "server.clone", payload: cloneOf(id), proxmox: late })).result).toEqual({
      node: "pve1",
    });
    await sent;
    expect(clones(counted)).toBe(1);
  });
});

describe("what Proxmox refuses or fails", () => {
  test("a template's lock is waited for", async () => {
    const id = vmid++;
    testbed.faults.inject({ effect: "lock", vmid: TEMPLATE.vmid, times: 2 });
    expect((await run(client, { kind: "server.clone", payload: cloneOf(id) })).result).toEqual({ node: "pve1" });
  });

  test("a failed clone says why, may be tried again, and leaves nothing", async () => {
    const id = vmid++;
    testbed.faults.inject({
      effect: "task",
      on: "qmclone",
      text: "clone failed: mirroring error: Input/output error",
      times: 1,
    });
    const job = run(client, { kind: "server.clone", payload: cloneOf(id) });
    await expect(job).rejects.toMatchObject({
      code: "task_failed",
      detail: "clone failed: mirroring error: Input/output error",
    });
    expect(testbed.cluster.vm(id)).toBeUndefined();
    expect((await run(client, { kind: "server.clone", payload: cloneOf(id) })).result).toEqual({ node: "pve1" });
  });

  test("a full storage is named", async () => {
    const id = vmid++;
    testbed.faults.inject({ effect: "storage_full", storage: "shared" });
    await expect(run(client, { kind: "server.clone", payload: cloneOf(id) })).rejects.toMatchObject({
      code: "storage_full",
    });
  });

  test("a missing template, a wrong storage", async () => {
    const noTemplate = cloneOf(vmid++, { template: { vmid: 9999, node: "pve1" } });
    await expect(run(client, { kind: "server.clone", payload: noTemplate })).rejects.toMatchObject({
      code: "template_missing",
    });
    const noStorage = cloneOf(vmid++, { storage: "nowhere" });
    await expect(run(client, { kind: "server.clone", payload: noStorage })).rejects.toMatchObject({
      code: "proxmox_refused",
      detail: expect.stringContaining("storage 'nowhere' does not exist"),
    });
  });

  test("a guest that ignores its shutdown", async () => {
    const id = vmid++;
    await ready(id);
    await run(client, { kind: "server.power", payload: power(id, "start") });
    testbed.faults.inject({ effect: "deaf", vmid: id });
    await expect(run(client, { kind: "server.power", payload: power(id, "shutdown") })).rejects.toMatchObject({
      code: "guest_did_not_stop",
    });
    expect((await run(client, { kind: "server.hold", payload: vmOf(id) })).result).toEqual({
      power: "stopped",
      power_before: "running",
    });
  });

  test("a missing VM is missing, and its destruction done", async () => {
    await expect(run(client, { kind: "server.configure", payload: configureOf(vmid) })).rejects.toMatchObject({
      code: "vm_missing",
    });
    expect((await run(client, { kind: "server.destroy", payload: vmOf(vmid) })).result).toEqual({ existed: false });
  });

  test("a node that is away comes back", async () => {
    const id = vmid++;
    await run(client, { kind: "server.clone", payload: cloneOf(id, { node: "pve2" }) });
    testbed.faults.inject({ effect: "node_gone", node: "pve2" });
    const counted = counting(client);
    const job = run(client, { kind: "server.power", payload: power(id, "start"), proxmox: counted });
    await expect.poll(() => counted.calls).toBeGreaterThan(2);
    testbed.faults.clear();
    expect((await job).result).toEqual({ power: "running", node: "pve2" });
  });
});

describe("two at once", () => {
  test("two relays given the same clone make one VM", async () => {
    const other = clientFor(testbed);
    for (let round = 0; round < 10; round++) {
      const job = { kind: "server.clone", payload: cloneOf(vmid++) };
      const [one, two] = await Promise.all([run(client, job), run(other, job)]);
      expect(one.result).toEqual(two.result);
    }
    await other.close();
  });

  test("clones of one template are tolerated side by side", async () => {
    const endpoint = createEndpoint("e1", client);
    const ids = Array.from({ length: 10 }, () => vmid++);
    await Promise.all(ids.map((id) => run(client, { kind: "server.clone", payload: cloneOf(id), endpoint })));
    expect(ids.every((id) => testbed.cluster.vm(id)?.options.lock === undefined)).toBe(true);
  });

  test("a hold that comes between a start's look and its change wins", async () => {
    const id = vmid++;
    await ready(id);
    const between: Proxmox = {
      read: (method, params, signal) => client.read(method, params, signal),
      write: async (method, params, signal) => {
        const starts = method === "POST /nodes/{node}/qemu/{vmid}/status/start";
        if (starts)
          expect(await run(client, { kind: "server.hold", payload: vmOf(id) })).toMatchObject({
            result: { power_before: "stopped" },
          });
        return client.write(method, params, signal);
      },
    };
    const start = run(client, { kind: "server.power", payload: power(id, "start"), proxmox: between });
    await expect(start).rejects.toMatchObject({ code: "held" });
    expect(testbed.cluster.vm(id)?.process).toBeUndefined();
  });

  test("a hold and a start that race end stopped", async () => {
    const id = vmid++;
    await ready(id);
    for (let round = 0; round < 15; round++) {
      const start = run(client, { kind: "server.power", payload: power(id, "start") }).catch((error: unknown) => error);
      const hold = run(client, { kind: "server.hold", payload: vmOf(id) });
      await Promise.all([start, hold]);
      expect(testbed.cluster.vm(id)?.process).toBeUndefined();
      await run(client, { kind: "server.release", payload: { ...vmOf(id), start: round % 2 === 0 } });
    }
  });
});
