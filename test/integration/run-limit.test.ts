import type { App, RelayWork, Workflow } from "@hostwright/core/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../system/clock.ts";
import { NOTHING } from "../system/snapshot.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

/** Seconds that a copy may take here, instead of an hour. */
const LIMIT = 15;

const briefly = (work: RelayWork): RelayWork => ({
  ...work,
  async job(ctx, on) {
    const order = await work.job(ctx, on);
    return order && { ...order, runLimitSeconds: LIMIT };
  },
});
const brief = (workflow: Workflow): Workflow => ({
  ...workflow,
  steps: workflow.steps.map((step) =>
    step.kind === "relay" && step.name === "clone" ? { ...step, do: briefly(step.do) } : step,
  ),
});
const adapt = (app: App): App => ({
  ...app,
  workflows: new Map([...app.workflows].map(([name, workflow]) => [name, brief(workflow)])),
});

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ pace: 15, speed: 10, adapt: { app: adapt } });
  system.testbed().faults.inject({ effect: "slow", on: "qmclone", factor: 1e6 });
});
afterAll(() => system?.stop());

const job = (action: string) =>
  system.db.selectFrom("jobs").selectAll().where("id", "=", `${action}.1.clone.do`).executeTakeFirst();

test("a copy that takes longer than it may is tried again, given up, and nothing is left", async () => {
  const { action, id } = await system.order("endless");
  const ended = await system.actionEnd(action, 50_000);
  expect(ended.error).toMatchObject({ code: "run_limit_exceeded", step: "clone", leftovers: [] });
  expect((await job(action))?.try).toBe(4);
  expect(await system.snapshot(id)).toEqual(NOTHING);
});

test("a job of which a relay that is there never says anything more is ended by the control plane", async () => {
  const { action, id } = await system.order("forgotten");
  const { vmid } = await system.serverRow(id);
  await until("the copy under way", () => system.testbed().cluster.vm(vmid));
  // The relay's next word about it belongs to another try: so it is as if it never came.
  const { due_at, started_at } = await until("it is known to run", async () => {
    const found = await job(action);
    return found?.status === "running" && found.started_at ? found : undefined;
  });
  expect(due_at.getTime() - (started_at?.getTime() ?? 0)).toBe((LIMIT + 60) * 1000);
  await system.db.updateTable("jobs").set({ try: 99 }).where("id", "=", `${action}.1.clone.do`).execute();
  const ended = await system.actionEnd(action, 50_000);
  expect(ended.error).toMatchObject({ code: "run_limit_exceeded", step: "clone", leftovers: [] });
  expect(ended.error?.message).toBe("The work took longer than it may.");
  expect(await system.snapshot(id)).toEqual(NOTHING);
});
