import { newId } from "@hostwright/core/kernel";
import { jsonIn } from "@hostwright/core/kernel/database/index";
import { moveWorkflows } from "@hostwright/core/move/workflow";
import type { FaultSpec } from "@hostwright/testbed/proxmox/index";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { atMost, until } from "../system/clock.ts";
import { type Death, DyingLambda } from "../system/dying-lambda.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

/** Moves and settings re-applied, failed at each step: by Proxmox VE, and by a step Lambda that dies. */
const QEMU = "/nodes/{node}/qemu/{vmid}";
const MIGRATE = `POST ${QEMU}/migrate`;
const CONFIG = `PUT ${QEMU}/config`;
interface Case {
  name: string;
  workflow: "server.move" | "server.reapply";
  fault?: FaultSpec;
  deaths?: Death[];
  ends: "success" | "error";
}

const failing = (workflow: Case["workflow"], name: string, fault: FaultSpec, ends: Case["ends"]): Case => ({
  name,
  workflow,
  fault,
  ends,
});

const faults: Case[] = [
  failing("server.move", "move-refused", { effect: "refuse", on: MIGRATE, text: "no quorum" }, "error"),
  // It moves all the same: looking finds it there, and that is where it stays.
  failing("server.move", "move-refused-after", { effect: "refuse", on: MIGRATE, after: true, text: "eof" }, "error"),
  failing("server.move", "move-task", { effect: "task", on: "qmigrate", text: "Input/output error" }, "error"),
  failing(
    "server.move",
    "move-task-half",
    { effect: "task", on: "qmigrate", during: true, text: "broken pipe" },
    "error",
  ),
  failing(
    "server.move",
    "move-task-once",
    { effect: "task", on: "qmigrate", text: "broken pipe", times: 1 },
    "success",
  ),
  failing("server.move", "move-answer-lost", { effect: "drop", on: MIGRATE, times: 1 }, "success"),
  failing("server.reapply", "reapply-refused", { effect: "refuse", on: CONFIG, text: "no quorum" }, "error"),
  failing(
    "server.reapply",
    "reapply-refused-after",
    { effect: "refuse", on: CONFIG, after: true, text: "eof" },
    "error",
  ),
  failing("server.reapply", "reapply-answer-lost", { effect: "drop", on: CONFIG, times: 1 }, "success"),
];

const deaths: Case[] = (["before", "after"] as const).flatMap((when) => [
  ...[...moveWorkflows.flatMap(({ steps }) => steps.map((step) => step.name)), "finish"].map((step) => ({
    name: `move-dies-at-${step}-${when}`,
    workflow: "server.move" as const,
    deaths: [
      step === "finish"
        ? ({ workflow: "server.move", phase: "finish", when } as const)
        : ({ workflow: "server.move", phase: "do", step, when } as const),
    ],
    // After the last step has been settled there is nothing left to fail.
    ends: step === "finish" && when === "after" ? ("success" as const) : ("error" as const),
  })),
]);
const cases = [...faults, ...deaths];

const lambda = new DyingLambda();
let system: TestSystem;
const outcomes = new Map<string, Promise<{ id: string; ended: Awaited<ReturnType<TestSystem["actionEnd"]>> }>>();
const inTurn = atMost(6);
const path = (id: string) => ({ params: { path: { id } } });

/** Someone else's finding about the server, which the decision to re-apply needs. */
async function finding(server: string): Promise<string> {
  const row = await system.serverRow(server);
  const id = newId("fnd", system.clock.now());
  const now = system.clock.now();
  await system.db
    .insertInto("findings")
    .values({
      ...{ id, code: "size_changed", severity: "warning", status: "open", endpoint_id: row.endpoint_id, sightings: 2 },
      ...{
        subject_type: "server",
        subject_id: server,
        live_key: `size_changed:${server}`,
        first_seen: now,
        last_seen: now,
      },
      ...{ opened_at: now, closed_at: null, resolution: null, muted_reason: null, muted_by: null },
      evidence: jsonIn({ expected: { cores: row.cores }, observed: { cores: 9 }, about: {} }),
    })
    .execute();
  return id;
}

async function begin({ name, workflow, fault }: Case) {
  const { id } = await system.running(name);
  const vm = await system.vm(id);
  const inject = () => fault && system.testbed().faults.inject({ ...fault, name: `^${name}$` });
  if (workflow === "server.reapply") {
    if (vm) vm.options.cores = 9;
    const about = await finding(id);
    inject();
    const body = { decision: "reapply" as const };
    const { data } = await system.operator.POST("/v1/operator/findings/{id}/decide", { ...path(about), body });
    return { id, action: data?.action?.id ?? "" };
  }
  inject();
  const body = { node: vm?.node === "fra1-a" ? "fra1-b" : "fra1-a" };
  const { data } = await system.operator.POST("/v1/operator/servers/{id}/actions/move", { ...path(id), body });
  return { id, action: data?.action.id ?? "" };
}

beforeAll(async () => {
  system = await startTestSystem({ pace: 10, adapt: lambda.adapt });
  for (const one of cases) {
    if (one.deaths) lambda.deaths.set(one.name, one.deaths);
    outcomes.set(
      one.name,
      inTurn(async () => {
        const { id, action } = await begin(one);
        return { id, ended: await system.actionEnd(action, 60_000) };
      }),
    );
  }
  await Promise.allSettled(outcomes.values());
});
afterAll(() => system?.stop());

describe.each(cases)("$name:", ({ name, ends }) => {
  test("it ends, nothing stays reserved, and the records say where and how the machine is", async () => {
    const outcome = await outcomes.get(name);
    const { id = "", ended } = outcome ?? {};
    expect(ended).toMatchObject({ status: ends });
    if (ends === "error") expect(ended?.error).toMatchObject({ leftovers: [] });
    await until("quiet", async () => ((await system.snapshot(id)).jobs.length === 0 ? true : undefined));
    expect(await system.snapshot(id)).toMatchObject({ transitional: [], locks: [], running: [] });
    for (const table of ["move_reservations", "storage_reservations"] as const)
      expect(await system.db.selectFrom(table).selectAll().where("server_id", "=", id).execute()).toEqual([]);
    const { data } = await system.operator.GET("/v1/operator/servers/{id}", path(id));
    const vm = await system.vm(id);
    expect(data?.server).toMatchObject({ node: vm?.node, status: vm?.process ? "running" : "stopped", action: null });
    expect(vm?.process).toBeDefined();
  });
});
