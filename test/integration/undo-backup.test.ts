import { backupWorkflows } from "@hostwright/core/backup/workflow";
import { hasUndo } from "@hostwright/core/kernel";
import type { FaultSpec } from "@hostwright/testbed/proxmox/index";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  archivesOf,
  backUp,
  deleteBackup,
  deleteSnapshot,
  restore,
  rollBack,
  takeSnapshot,
} from "../system/backups.ts";
import { remove, retryUndo } from "../system/begin.ts";
import { atMost, until } from "../system/clock.ts";
import { type Death, DyingLambda } from "../system/dying-lambda.ts";
import { NOTHING } from "../system/snapshot.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

/** Each step of each workflow of snapshots and backups fails in turn: Proxmox refuses, its task fails, or the Lambda dies. */
const lambda = new DyingLambda();
let system: TestSystem;
const QEMU = "/nodes/{node}/qemu/{vmid}";
const SNAPSHOT = `${QEMU}/snapshot`;

/** How each begins on a running server that has a snapshot and a backup. */
const BEGIN: Record<string, (id: string, snapshot: string, backup: string) => Promise<string>> = {
  "snapshot.create": async (id) => (await takeSnapshot(system, id)).action,
  "snapshot.delete": (id, snapshot) => deleteSnapshot(system, id, snapshot),
  "snapshot.rollback": (id, snapshot) => rollBack(system, id, snapshot),
  "backup.create": async (id) => (await backUp(system, id)).action,
  "backup.delete": (id, _snapshot, backup) => deleteBackup(system, id, backup),
  "backup.restore": (id, _snapshot, backup) => restore(system, id, backup),
};
/** The change by which a relay step does its work, and the task behind it. */
const WORK: Record<string, { on: string; task: string }> = {
  "snapshot.create snapshot": { on: `POST ${SNAPSHOT}`, task: "qmsnapshot" },
  "snapshot.delete remove": { on: `DELETE ${SNAPSHOT}/{snapname}`, task: "qmdelsnapshot" },
  "snapshot.rollback stop": { on: `POST ${QEMU}/status/stop`, task: "qmstop" },
  "snapshot.rollback rollback": { on: `POST ${SNAPSHOT}/{snapname}/rollback`, task: "qmrollback" },
  "snapshot.rollback start": { on: `POST ${QEMU}/status/start`, task: "qmstart" },
  "backup.create backup": { on: "POST /nodes/{node}/vzdump", task: "vzdump" },
  "backup.delete remove": { on: "DELETE /nodes/{node}/storage/{storage}/content/{volume}", task: "imgdel" },
  "backup.restore restore": { on: "POST /nodes/{node}/qemu", task: "qmrestore" },
  "backup.restore stop": { on: `POST ${QEMU}/status/stop`, task: "qmstop" },
  "backup.restore start": { on: `POST ${QEMU}/status/start`, task: "qmstart" },
  "backup.restore destroy": { on: `DELETE ${QEMU}`, task: "qmdestroy" },
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
const cases: Case[] = backupWorkflows.flatMap(({ name: workflow, steps }) => {
  const work = steps.flatMap(({ name }) => {
    const found = WORK[`${workflow} ${name}`];
    return found ? [{ step: name, ...found }] : [];
  });
  const failed = work.flatMap(({ step, on, task }) => [
    {
      what: `Proxmox refuses ${step}`,
      fault: { effect: "refuse", on, times: 1, text: "no quorum?" } satisfies FaultSpec,
    },
    {
      what: `the task of ${step} fails`,
      fault: { effect: "task", on: task, times: 4, text: "Input/output error" } satisfies FaultSpec,
    },
    { what: `the answer of ${step} is lost`, fault: { effect: "drop", on, times: 1 } satisfies FaultSpec },
  ]);
  // With the backup it is not known any more whose Lambda should die.
  const last = workflow === "backup.delete" ? [] : ["finish"];
  const died = [...steps.map(({ name }) => name), ...last].flatMap((step) =>
    (["before", "after"] as const).map((when) => ({
      what: `the Lambda dies ${when} ${step}`,
      deaths: [
        { workflow, when, ...(step === "finish" ? { phase: "finish" as const } : { phase: "do" as const, step }) },
      ],
    })),
  );
  // Once the old VM is gone there is nothing of these to undo.
  const undone = steps
    .filter((step) => hasUndo<unknown>(step.undo) && workflow !== "backup.restore")
    .map(({ name: step }) => ({
      what: `the Lambda dies before the undo of ${step}`,
      stuck: true,
      deaths: [
        { workflow, phase: "finish" as const, when: "before" as const },
        { workflow, phase: "undo" as const, step, when: "before" as const },
      ],
    }));
  return [...failed, ...died, ...undone].map((one, index) => ({
    ...one,
    workflow,
    name: `${workflow}-${index}-${one.what}`
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .slice(0, 60)
      .replace(/-$/, ""),
  }));
});

type Outcome = { id: string; action: string };
const outcomes = new Map<string, Promise<Outcome>>();

async function run({ workflow, name, fault, deaths = [] }: Case): Promise<Outcome> {
  const { id } = await system.running(name);
  const { action: taken, snapshot } = await takeSnapshot(system, id);
  await system.actionEnd(taken);
  const { action: made, backup } = await backUp(system, id);
  await system.actionEnd(made);
  lambda.deaths.set(name, deaths);
  if (fault) system.testbed().faults.inject({ ...fault, ...(await met(fault, id)) });
  const action = await BEGIN[workflow]?.(id, snapshot, backup);
  if (!action) throw new Error(`nobody knows how ${workflow} begins`);
  await system.actionEnd(action, 50_000);
  return { id, action };
}

/** By whose name a fault goes; the VM that a restore makes has none yet. */
async function met(fault: FaultSpec, id: string): Promise<Partial<FaultSpec>> {
  const { name, vmid } = await system.serverRow(id);
  if (fault.on === "POST /nodes/{node}/qemu" || fault.on === "qmrestore") return {};
  if (/content|imgdel|vzdump/.test(fault.on ?? "")) return fault.effect === "task" ? { vmid } : {};
  return { name: `^${name}$` };
}
async function outcomeOf(name: string): Promise<Outcome> {
  const outcome = await outcomes.get(name);
  if (!outcome) throw new Error(`${name} was not run`);
  return outcome;
}
const quiet = (id: string) =>
  until("no job left", async () => ((await system.snapshot(id)).jobs.length === 0 ? true : undefined));

/** What Proxmox has of a server is what the records say. */
async function expectTold(id: string) {
  const row = await system.serverRow(id);
  const vm = await system.vm(id);
  expect(row.status).toBe(vm?.process ? "running" : "stopped");
  const snapshots = await system.db
    .selectFrom("snapshots")
    .select(["id", "status"])
    .where("server_id", "=", id)
    .where("vmid", "=", row.vmid)
    .execute();
  expect(snapshots.every(({ status }) => status === "available")).toBe(true);
  expect(Object.keys(vm?.snapshots ?? {}).sort()).toEqual(snapshots.map((one) => `hw${one.id.slice(4)}`).sort());
  const backups = await system.db.selectFrom("backups").selectAll().where("server_id", "=", id).execute();
  expect(backups.every(({ status, action_id }) => status === "available" && action_id === null)).toBe(true);
  expect(
    archivesOf(system, id)
      .map(({ volid }) => volid)
      .sort(),
  ).toEqual(backups.map(({ volid }) => volid ?? "").sort());
}

beforeAll(async () => {
  system = await startTestSystem({ pace: 10, adapt: lambda.adapt });
  // One after another where a fault cannot tell one server from another.
  const apart = atMost(1);
  const together = atMost(6);
  const tells = ({ fault }: Case) => !fault || !/content|imgdel|vzdump|qemu$|qmrestore/.test(fault.on ?? "");
  for (const one of cases.filter((each) => tells(each)))
    outcomes.set(
      one.name,
      together(() => run(one)),
    );
  await Promise.allSettled(outcomes.values());
  for (const one of cases.filter((each) => !tells(each)))
    outcomes.set(
      one.name,
      apart(() => run(one)),
    );
  await Promise.allSettled(outcomes.values());
}, 400_000);
afterAll(() => system?.stop());

test("every relay step but those that only look has its case", () => {
  const steps = backupWorkflows.flatMap(({ name, steps }) =>
    steps.filter(({ kind }) => kind === "relay").map((step) => `${name} ${step.name}`),
  );
  const settling = ["snapshot.rollback settle", "backup.restore configure"];
  expect(Object.keys(WORK).sort()).toEqual(steps.filter((step) => !settling.includes(step)).sort());
});

describe.each(cases)("$workflow, $what:", ({ name, what, stuck, deaths }) => {
  const converges = what.startsWith("the answer") || what === "the Lambda dies after finish";

  test("it is done, or undone, or names what remains; undoing again heals that", async () => {
    const { id, action } = await outcomeOf(name);
    const ended = await system.action(action);
    if (converges) return expect(ended).toMatchObject({ status: "success", error: null });
    expect(ended.status).toBe("error");
    if (stuck) {
      expect(ended.error?.leftovers).not.toEqual([]);
      lambda.deaths.delete(name);
      expect((await system.actionEnd(await retryUndo(system, action))).error?.leftovers).toEqual([]);
    } else expect(ended.error?.leftovers, JSON.stringify(deaths)).toEqual([]);
    await quiet(id);
  });

  test("nothing is locked, what is shown is so, and it all goes without a trace", async () => {
    const { id } = await outcomeOf(name);
    await quiet(id);
    expect(await system.snapshot(id)).toMatchObject({ transitional: [], locks: [], jobs: [], running: [] });
    await expectTold(id);
    lambda.deaths.delete(name);
    expect((await system.actionEnd(await remove(system, id))).status).toBe("success");
    expect(await system.snapshot(id)).toEqual(NOTHING);
  });
});
