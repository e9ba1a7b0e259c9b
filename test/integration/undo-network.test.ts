import { addressWorkflows } from "@hostwright/core/address/workflow";
import { firewallWorkflows } from "@hostwright/core/firewall/workflow";
import { hasUndo } from "@hostwright/core/kernel";
import type { FaultSpec } from "@hostwright/testbed/proxmox/index";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { remove, retryUndo } from "../system/begin.ts";
import { atMost, until } from "../system/clock.ts";
import { type Death, DyingLambda } from "../system/dying-lambda.ts";
import {
  firewallOf,
  letThrough,
  MAIL,
  orderAddress,
  releaseAddress,
  setFirewall,
  setSmtp,
  WEB,
} from "../system/network.ts";
import { NOTHING } from "../system/snapshot.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

/** Each step of each change of a server's network fails in turn: Proxmox refuses, or the step Lambda dies. */
const lambda = new DyingLambda();
let system: TestSystem;
const workflows = [...firewallWorkflows, ...addressWorkflows];
const FIREWALL = "/nodes/{node}/qemu/{vmid}/firewall";

/** How each begins on a server that has rules and an extra address, and a request by which it does its work. */
const CHANGE: Record<string, { on: string; begin: (id: string, extra: string) => Promise<string> }> = {
  "firewall.set": { on: `DELETE ${FIREWALL}/rules/{pos}`, begin: (id) => setFirewall(system, id, MAIL) },
  "firewall.set_smtp": { on: `DELETE ${FIREWALL}/rules/{pos}`, begin: (id) => setSmtp(system, id, true) },
  "address.order": {
    on: `POST ${FIREWALL}/ipset/{name}`,
    begin: async (id) => (await orderAddress(system, id)).action,
  },
  "address.release": {
    on: `DELETE ${FIREWALL}/ipset/{name}/{cidr}`,
    begin: (id, extra) => releaseAddress(system, id, extra),
  },
};

interface Case {
  workflow: string;
  what: string;
  name: string;
  fault?: FaultSpec;
  deaths?: Death[];
  /** The undo fails as well: the action names what remains. */
  stuck?: boolean;
}
const cases: Case[] = workflows.flatMap(({ name: workflow, steps }) => {
  const on = CHANGE[workflow]?.on ?? "";
  const refused = [false, true].map((after) => ({
    what: `Proxmox refuses ${after ? "after" : "before"} the effect`,
    fault: { effect: "refuse", on, after, times: 1, text: "cluster not ready - no quorum?" } satisfies FaultSpec,
  }));
  const died = [...steps.map(({ name }) => name), "finish"].flatMap((step) =>
    (["before", "after"] as const).map((when) => ({
      what: `the Lambda dies ${when} ${step}`,
      deaths: [
        { workflow, when, ...(step === "finish" ? { phase: "finish" as const } : { phase: "do" as const, step }) },
      ],
    })),
  );
  const undone = steps
    .filter((step) => hasUndo<unknown>(step.undo))
    .map(({ name: step }) => ({
      what: `the Lambda dies before the undo of ${step}`,
      stuck: true,
      deaths: [
        { workflow, phase: "finish" as const, when: "before" as const },
        { workflow, phase: "undo" as const, step, when: "before" as const },
      ],
    }));
  return [...refused, ...died, ...undone].map((one) => ({
    ...one,
    workflow,
    name: `${workflow} ${one.what}`
      .toLowerCase()
      .replaceAll(/[^a-z]+/g, "-")
      .slice(0, 60),
  }));
});

const seen = async (id: string) => ({
  ...(await letThrough(system, id)),
  set: await firewallOf(system, id),
  addresses: (await letThrough(system, id)).addresses,
  held: (await system.server(id)).addresses.map(({ address }) => address),
});
type Outcome = { id: string; before: Awaited<ReturnType<typeof seen>>; action: string };
const outcomes = new Map<string, Promise<Outcome>>();

async function run({ workflow, name, fault, deaths = [] }: Case): Promise<Outcome> {
  const { id } = await system.running(name);
  await system.actionEnd(await setFirewall(system, id, WEB));
  const extra = await orderAddress(system, id);
  await system.actionEnd(extra.action);
  const before = await seen(id);
  lambda.deaths.set(name, deaths);
  if (fault) system.testbed().faults.inject({ ...fault, vmid: (await system.serverRow(id)).vmid });
  const action = await CHANGE[workflow]?.begin(id, extra.address);
  if (!action) throw new Error(`nobody knows how ${workflow} begins`);
  await system.actionEnd(action, 50_000);
  return { id, before, action };
}
async function outcomeOf(name: string): Promise<Outcome> {
  const outcome = await outcomes.get(name);
  if (!outcome) throw new Error(`${name} was not run`);
  return outcome;
}

beforeAll(async () => {
  system = await startTestSystem({ pace: 10, adapt: lambda.adapt });
  const inTurn = atMost(8);
  for (const one of cases)
    outcomes.set(
      one.name,
      inTurn(() => run(one)),
    );
  await Promise.allSettled(outcomes.values());
});
afterAll(() => system?.stop());

describe.each(cases)("$workflow, $what:", ({ workflow, what, name, stuck, deaths }) => {
  const succeeded = what === "the Lambda dies after finish";
  // By then the address has been given back, and stays so.
  const released = workflow === "address.release" && /after release|before finish|undo of/.test(what);

  test("what stood before is back, or the action names what remains and undoing again heals it", async () => {
    const { id, before, action } = await outcomeOf(name);
    const ended = await system.action(action);
    if (succeeded) return expect(ended).toMatchObject({ status: "success", error: null });
    expect(ended.status).toBe("error");
    if (stuck) {
      expect(ended.error?.leftovers).not.toEqual([]);
      lambda.deaths.delete(name);
      expect((await system.actionEnd(await retryUndo(system, action))).error?.leftovers).toEqual([]);
    } else expect(ended.error?.leftovers, JSON.stringify(deaths)).toEqual([]);
    await until("no job left", async () => ((await system.snapshot(id)).jobs.length === 0 ? true : undefined));
    const after = await seen(id);
    if (!released) return expect(after).toEqual(before);
    expect(after.held).toHaveLength(before.held.length - 1);
    expect(after.addresses).toHaveLength(before.addresses.length - 1);
    expect(after.set).toEqual(before.set);
  });

  test("nothing is locked, the server runs, and goes without a trace", async () => {
    const { id } = await outcomeOf(name);
    expect(await system.snapshot(id)).toMatchObject({ transitional: [], locks: [], jobs: [], running: [] });
    expect((await system.server(id)).status).toBe("running");
    lambda.deaths.delete(name);
    expect((await system.actionEnd(await remove(system, id))).status).toBe("success");
    expect(await system.snapshot(id)).toEqual(NOTHING);
  });
});
