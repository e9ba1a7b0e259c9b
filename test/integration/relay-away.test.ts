import { afterAll, beforeAll, expect, test } from "vitest";
import { power, remove } from "../system/begin.ts";
import { DAY, HOUR, MINUTE, until } from "../system/clock.ts";
import { NOTHING } from "../system/snapshot.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ pace: 10, speed: 10 });
  await until("the relays' first word", async () => {
    const relays = await system.db.selectFrom("relays").select("name").execute();
    return relays.length === 2 ? true : undefined;
  });
});
afterAll(() => system?.stop());

const messages = async (action: string) => (await system.action(action)).steps.map((step) => step.message);
const jobsOf = (action: string) => system.db.selectFrom("jobs").selectAll().where("action_id", "=", action).execute();
/** The job is on its queue, and the Lambda that put it there is done: time may leap now without anything timing out. */
const jobOut = (action: string) =>
  until("the job out", () =>
    system.lines.find(
      (line) => line.includes('"step ran"') && line.includes(action) && line.includes('"step":"clone"'),
    ),
  );

test("an order waits for a relay that is away for an hour, says so, and then completes", async () => {
  await system.stopRelay("fra1-1");
  const { action, id } = await system.order("waits");
  await jobOut(action);
  await system.time.jump(HOUR, MINUTE);
  const waiting = await system.action(action);
  expect(waiting).toMatchObject({ status: "running", error: null });
  expect(waiting.steps[1]).toMatchObject({ name: "clone", status: "running" });
  expect(waiting.steps[1]?.message).toMatch(/^Waiting for the relay at fra1, last heard of at 2026-/);
  const { data } = await system.owner.GET("/v1/actions/{id}", { params: { path: { id: action } } });
  expect(data?.action.steps[1]?.message).toMatch(/^Waiting for the relay at fra1/);
  expect((await system.snapshot(id)).vms).toEqual([]);

  system.startRelay("fra1-1");
  expect((await system.actionEnd(action)).status).toBe("success");
  expect(await system.snapshot(id)).toMatchObject({ vms: [expect.any(String)], jobs: [], locks: [] });
});

test("the other location goes on meanwhile", async () => {
  await system.stopRelay("fra1-1");
  const { action } = await system.order("elsewhere", { location: "hel1" });
  expect((await system.actionEnd(action)).status).toBe("success");
  system.startRelay("fra1-1");
});

test("deleted while it waits, an order ends cancelled with nothing left", async () => {
  await system.stopRelay("fra1-1");
  const { action, id } = await system.order("cancelled");
  await jobOut(action);
  const deletion = await remove(system, id);
  await system.time.jump(HOUR, MINUTE);
  expect((await system.action(deletion)).status).toBe("running");
  expect(await system.server(id)).toMatchObject({ status: "deleting" });

  system.startRelay("fra1-1");
  const ended = await system.actionEnd(action);
  expect(ended).toMatchObject({ status: "error", error: { code: "cancelled", step: "clone", leftovers: [] } });
  expect((await system.actionEnd(deletion)).status).toBe("success");
  expect(await system.snapshot(id)).toEqual(NOTHING);
  const clones = system
    .testbed()
    .cluster.tasks()
    .filter((task) => task.type === "qmclone");
  const row = await system.serverRow(id);
  expect(clones.filter((task) => JSON.stringify(task.input).includes(`"newid":${row.vmid}`))).toEqual([]);
});

test("deleted while it is copied, an order ends cancelled with nothing left", async () => {
  const { action, id } = await system.order("slow-clone");
  const { vmid } = await system.serverRow(id);
  await until("the copy under way", () => system.testbed().cluster.vm(vmid));
  const deletion = await remove(system, id);
  expect((await system.actionEnd(action)).error).toMatchObject({ code: "cancelled", leftovers: [] });
  expect((await system.actionEnd(deletion)).status).toBe("success");
  expect(await system.snapshot(id)).toEqual(NOTHING);
});

test("a relay that goes away in the middle of a job, for longer than the job may run: it goes on afterwards", async () => {
  const { id } = await system.running("in-the-middle");
  const { vmid } = await system.serverRow(id);
  const hang = system
    .testbed()
    .faults.inject({ effect: "hang", on: "GET /nodes/{node}/qemu/{vmid}/status/current", vmid });
  const action = await power(system, id, "reboot");
  const job = await until("the job begun", async () => (await jobsOf(action)).find((one) => one.status === "running"));
  const stopped = system.stopRelay("fra1-1");
  await system.time.jump(30_000, 1_000);
  await stopped;
  await system.time.jump(HOUR, MINUTE);
  expect(job.run_limit_seconds).toBeLessThan(3600);
  expect(await system.action(action)).toMatchObject({ status: "running", error: null });
  expect(await messages(action)).toEqual([expect.stringMatching(/^Waiting for the relay/)]);
  system.testbed().faults.clear(hang);
  system.startRelay("fra1-1");
  expect((await system.actionEnd(action)).status).toBe("success");
  expect(await system.server(id)).toMatchObject({ status: "running", action: null });
});

test("a job whose VM cannot be looked at ends at its limit, and leaves the server as it was", async () => {
  const { id } = await system.running("too-long");
  const { vmid } = await system.serverRow(id);
  const hang = system.testbed().faults.inject({ effect: "hang", on: "GET /nodes/{node}/qemu/{vmid}/config", vmid });
  const action = await power(system, id, "stop");
  await until("its end", async () => {
    await system.time.jump(MINUTE, 5_000);
    return (await system.action(action)).status === "running" ? undefined : true;
  });
  system.testbed().faults.clear(hang);
  expect((await system.action(action)).error).toMatchObject({
    code: expect.stringMatching(/^(endpoint_unreachable|run_limit_exceeded)$/),
    step: "stop",
  });
  expect(await system.server(id)).toMatchObject({ status: "running", action: null });
});

test("after 13 days without a relay the order ends: relay_unreachable", async () => {
  await system.stopRelay("fra1-1");
  const { action, id } = await system.order("given-up");
  await jobOut(action);
  await system.time.jump(13 * DAY - HOUR);
  await system.time.jump(MINUTE, 5_000);
  expect((await system.action(action)).status).toBe("running");
  await system.time.jump(HOUR);
  const failed = await until("the step failed", async () => {
    const found = await system.action(action);
    return found.error ? found : undefined;
  });
  expect(failed.error).toMatchObject({ code: "relay_unreachable", step: "clone" });
  // Its undo waits as well: the copy might yet appear.
  expect(failed.status).toBe("running");
  system.startRelay("fra1-1");
  expect((await system.actionEnd(action)).error).toMatchObject({ code: "relay_unreachable", leftovers: [] });
  expect(await system.snapshot(id)).toEqual(NOTHING);
});
