import { serverWorkflows } from "@hostwright/core/server/workflow";
import type { FaultSpec } from "@hostwright/testbed/proxmox/index";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BEGIN, type Begun, remove, retryUndo } from "../system/begin.ts";
import { atMost } from "../system/clock.ts";
import { NOTHING } from "../system/snapshot.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

/** Proxmox VE fails at every relay step of every workflow in turn. */
const QEMU = "/nodes/{node}/qemu/{vmid}";
interface StepWork {
  /** The change by which a step does its work. */
  on: string;
  /** The task behind it. */
  task?: string;
  /** Whether its undo, or that of a step before it, asks the same of Proxmox VE: then the fault is over by that time. */
  undoneAlike?: boolean;
}
const WORK: Record<string, StepWork> = {
  "server.create clone": { on: `POST ${QEMU}/clone`, task: "qmclone" },
  "server.create configure": { on: `PUT ${QEMU}/config`, task: "resize" },
  "server.create start": { on: `POST ${QEMU}/status/start`, task: "qmstart" },
  "server.start start": { on: `POST ${QEMU}/status/start`, task: "qmstart" },
  "server.shutdown shutdown": { on: `POST ${QEMU}/status/shutdown`, task: "qmshutdown" },
  "server.stop stop": { on: `POST ${QEMU}/status/stop`, task: "qmstop" },
  "server.reboot reboot": { on: `POST ${QEMU}/status/reboot`, task: "qmreboot" },
  "server.hold hold": { on: `PUT ${QEMU}/config`, task: "qmstop" },
  // By then there is nothing left to change: it looks.
  "server.hold confirm": { on: `GET ${QEMU}/status/current` },
  "server.release release": { on: `PUT ${QEMU}/config`, task: "qmstart" },
  "server.resize shutdown": { on: `POST ${QEMU}/status/shutdown`, task: "qmshutdown" },
  "server.resize specs": { on: `PUT ${QEMU}/config`, undoneAlike: true },
  "server.resize disk": { on: `PUT ${QEMU}/resize`, task: "resize" },
  "server.resize start": { on: `POST ${QEMU}/status/start`, task: "qmstart", undoneAlike: true },
  "server.rebuild clone": { on: `POST ${QEMU}/clone`, task: "qmclone" },
  "server.rebuild configure": { on: `PUT ${QEMU}/config`, task: "resize" },
  "server.rebuild stop": { on: `POST ${QEMU}/status/stop`, task: "qmstop" },
  "server.rebuild start": { on: `POST ${QEMU}/status/start`, task: "qmstart", undoneAlike: true },
  "server.rebuild destroy": { on: `DELETE ${QEMU}`, task: "qmdestroy", undoneAlike: true },
  "server.enable_rescue stop": { on: `POST ${QEMU}/status/shutdown`, task: "qmshutdown" },
  "server.enable_rescue attach": { on: `PUT ${QEMU}/config`, undoneAlike: true },
  "server.enable_rescue start": { on: `POST ${QEMU}/status/start`, task: "qmstart", undoneAlike: true },
  "server.disable_rescue stop": { on: `POST ${QEMU}/status/shutdown`, task: "qmshutdown" },
  "server.disable_rescue detach": { on: `PUT ${QEMU}/config`, undoneAlike: true },
  "server.disable_rescue start": { on: `POST ${QEMU}/status/start`, task: "qmstart", undoneAlike: true },
  "server.reset_access reset": { on: `PUT ${QEMU}/config` },
  "server.reset_access restart": { on: `POST ${QEMU}/status/reboot`, task: "qmreboot" },
  "server.delete destroy": { on: `DELETE ${QEMU}`, task: "qmdestroy" },
};

type Kind = "refused before" | "refused after" | "task fails for good" | "task fails once" | "answer lost";
/** A step is tried four times where waiting may help, and once where it does not. */
const TRIES = { refused: 1, task: 4 };
const faultOf = (kind: Kind, { on, task = "", undoneAlike = false }: StepWork): FaultSpec => {
  const times = (tries: number) => (undoneAlike ? { times: tries } : {});
  switch (kind) {
    case "refused before":
      return { effect: "refuse", on, text: "cluster not ready - no quorum?", ...times(TRIES.refused) };
    case "refused after":
      return { effect: "refuse", on, after: true, text: "unexpected end of file", ...times(TRIES.refused) };
    case "task fails for good":
      return { effect: "task", on: task, text: "Input/output error", ...times(TRIES.task) };
    case "task fails once":
      return { effect: "task", on: task, text: "Input/output error", times: 1 };
    case "answer lost":
      return { effect: "drop", on, times: 1 };
  }
};
const FINAL: Kind[] = ["refused before", "refused after", "task fails for good"];
const PASSING: Kind[] = ["task fails once", "answer lost"];

const relaySteps = serverWorkflows.flatMap((workflow) =>
  workflow.steps.filter((step) => step.kind === "relay").map((step) => ({ workflow: workflow.name, step: step.name })),
);
const casesOf = (kinds: Kind[]) =>
  relaySteps
    .flatMap(({ workflow, step }) => kinds.map((kind) => ({ workflow, step, kind, ...WORK[`${workflow} ${step}`] })))
    .filter(({ step, task, kind }) => step !== "confirm" && (task || !kind.startsWith("task")))
    .map((one) => ({ ...one, name: `${one.workflow}.${one.step}.${one.kind}`.replaceAll(/[ ._]/g, "-") }));
const final = casesOf(FINAL);
const passing = casesOf(PASSING);

let system: TestSystem;
type Outcome = Begun & { ended: Awaited<ReturnType<TestSystem["actionEnd"]>>; faults: string[] };
const outcomes = new Map<string, Promise<Outcome>>();
const inTurn = atMost(8);
/** For all cases together, on a machine that does other things besides. */
const ALL_CASES_MS = 400_000;

/** Prepares the server without the fault, and meets it from the action on. */
async function run({
  workflow,
  name,
  kind,
  on = "",
  task,
  undoneAlike = false,
}: (typeof final)[number]): Promise<Outcome> {
  const spec = { ...faultOf(kind, { on, undoneAlike, ...(task ? { task } : {}) }), name: `^${name}$` };
  const inject = () => system.testbed().faults.inject(spec);
  const begin = BEGIN[workflow];
  if (!begin) throw new Error(`nobody knows how ${workflow} begins`);
  let fault = "";
  const begun = await begin(system, name, () => {
    fault = inject();
  });
  return { ...begun, faults: [fault], ended: await system.actionEnd(begun.action, 50_000) };
}
async function outcomeOf(name: string): Promise<Outcome> {
  const outcome = await outcomes.get(name);
  if (!outcome) throw new Error(`${name} was not run`);
  return outcome;
}

beforeAll(async () => {
  system = await startTestSystem({ pace: 10 });
  for (const one of [...final, ...passing])
    outcomes.set(
      one.name,
      inTurn(() => run(one)),
    );
  await Promise.allSettled(outcomes.values());
}, ALL_CASES_MS);
afterAll(() => system?.stop());

test("every relay step has its case", () => {
  expect(Object.keys(WORK).sort()).toEqual(relaySteps.map(({ workflow, step }) => `${workflow} ${step}`).sort());
});

describe.each(final)("$workflow, $step $kind:", ({ workflow, step, kind, name }) => {
  const converges = kind === "refused after" && workflow !== "server.create";

  test("the action says at which step and why, in Proxmox's own words", async () => {
    const { ended } = await outcomeOf(name);
    expect(ended.status).toBe("error");
    expect(ended.error).toMatchObject({ step, leftovers: [] });
    expect(ended.error?.code).toBe(kind === "task fails for good" ? "task_failed" : "proxmox_refused");
    expect(ended.detail).toMatch(/no quorum|end of file|Input\/output error/);
    expect(JSON.stringify({ ...ended, detail: null, jobs: [] })).not.toMatch(/quorum|Input\/output/);
  });

  test("all is undone, or the server is shown as it was found, and can be deleted", async () => {
    const { id, faults } = await outcomeOf(name);
    const left = await system.snapshot(id);
    expect(left).toMatchObject({ transitional: [], locks: [], jobs: [], running: [] });
    const row = await system.serverRow(id);
    if (workflow === "server.create") {
      expect(left).toEqual(NOTHING);
      expect(row.status).toBe("failed");
    } else if (!converges && workflow !== "server.delete") {
      const running = (await system.vm(id))?.process !== undefined;
      expect(row.status).toBe(running ? "running" : "stopped");
    }
    for (const fault of faults) system.testbed().faults.clear(fault);
    const holds = await system.db.selectFrom("holds").select("id").where("server_id", "=", id).execute();
    for (const path of row.holds > 0 ? holds : []) {
      const { data } = await system.operator.DELETE("/v1/operator/holds/{id}", { params: { path } });
      if (data?.action) await system.actionEnd(data.action.id);
    }
    expect((await system.actionEnd(await remove(system, id))).status).toBe("success");
    expect(await system.snapshot(id)).toEqual(NOTHING);
  });
});

describe.each(passing)("$workflow, $step, $kind:", ({ name }) => {
  test("it is done all the same, once", async () => {
    const { id, ended } = await outcomeOf(name);
    expect(ended).toMatchObject({ status: "success", error: null });
    const vms = system
      .testbed()
      .cluster.vms()
      .filter((vm) => String(vm.options.description ?? "").startsWith(`hostwright:${id}`));
    expect(vms).toHaveLength((await system.serverRow(id)).status === "deleted" ? 0 : 1);
  });
});

test("an undo that fails names what remains; when Proxmox works again, undoing again heals it", async () => {
  const { faults } = system.testbed();
  const start = faults.inject({ effect: "refuse", on: `POST ${QEMU}/status/start`, name: "^stuck$", text: "no KVM" });
  const destroy = faults.inject({ effect: "refuse", on: `DELETE ${QEMU}`, name: "^stuck$", text: "no quorum!" });
  const { id, action } = await system.order("stuck");
  const ended = await system.actionEnd(action);
  expect(ended.error).toMatchObject({
    code: "proxmox_refused",
    step: "start",
    leftovers: ["Reserve capacity and addresses", "Copy the image"],
  });
  expect(ended.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
    "reserve done",
    "clone failed",
    "configure done",
    "start failed",
  ]);
  expect(await system.snapshot(id)).toMatchObject({
    locks: [],
    transitional: [],
    addresses: [expect.any(String), expect.any(String)],
  });
  expect((await system.snapshot(id)).vms).toHaveLength(1);
  for (const fault of [start, destroy]) faults.clear(fault);
  expect((await system.actionEnd(await retryUndo(system, action))).error?.leftovers).toEqual([]);
  expect(await system.snapshot(id)).toEqual(NOTHING);
  const again = await system.operator.POST("/v1/operator/actions/{id}/undo", { params: { path: { id: action } } });
  expect(again.error).toMatchObject({ error: { code: "conflict" } });
});
