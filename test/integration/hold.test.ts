import type { Schema } from "@hostwright/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HOUR, MINUTE, until } from "../system/clock.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ pace: 20 });
});
afterAll(() => system?.stop());

async function place(id: string, kind: Schema<"Hold">["kind"], until?: string) {
  const body = { kind, reason: `a ${kind} matter`, ...(until ? { until } : {}) };
  const answer = await system.operator.POST("/v1/operator/servers/{id}/holds", { params: { path: { id } }, body });
  if (!answer.data) throw new Error(JSON.stringify(answer.error));
  const hold = answer.data.server.holds.find((one) => one.kind === kind);
  return { action: answer.data.action.id, hold: hold?.id ?? "" };
}
async function held(id: string, kind: Schema<"Hold">["kind"]) {
  const placed = await place(id, kind);
  expect((await system.actionEnd(placed.action)).status).toBe("success");
  return placed.hold;
}
const lift = (id: string) => system.operator.DELETE("/v1/operator/holds/{id}", { params: { path: { id } } });
async function lifted(id: string) {
  const { data, error } = await lift(id);
  if (!data) throw new Error(JSON.stringify(error));
  if (data.action) expect((await system.actionEnd(data.action.id)).status).toBe("success");
  return data;
}
const start = (id: string) => system.owner.POST("/v1/servers/{id}/actions/start", { params: { path: { id } } });
const stop = (id: string) => system.owner.POST("/v1/servers/{id}/actions/stop", { params: { path: { id } } });
const seen = async (id: string) => {
  const vm = await system.vm(id);
  return { running: vm?.process !== undefined, onboot: vm?.options.onboot };
};

test("a hold stops the server, keeps it from its owner and from starting with its node", async () => {
  const { id } = await system.running("held");
  await held(id, "billing");
  expect(await seen(id)).toEqual({ running: false, onboot: 0 });
  const server = await system.server(id);
  expect(server).toMatchObject({ status: "stopped", suspended: true, action: null });
  expect(server.holds).toMatchObject([{ kind: "billing", reason: "a billing matter", until: null }]);
  for (const refused of [await start(id), await stop(id)]) {
    expect(refused.response.status).toBe(409);
    expect(refused.error).toMatchObject({ error: { code: "server_suspended" } });
  }
  const deletion = await system.owner.DELETE("/v1/servers/{id}", { params: { path: { id } } });
  expect(deletion.error).toMatchObject({ error: { code: "server_suspended" } });
});

test("holds stack: lifting the last brings back a server that ran", async () => {
  const { id } = await system.running("stacked");
  const billing = await held(id, "billing");
  const abuse = await held(id, "abuse");
  expect((await lifted(billing)).action).toBeNull();
  expect(await seen(id)).toEqual({ running: false, onboot: 0 });
  expect(await system.server(id)).toMatchObject({ suspended: true, status: "stopped" });
  expect((await lifted(abuse)).server.status).toBe("starting");
  expect(await seen(id)).toEqual({ running: true, onboot: 1 });
  expect(await system.server(id)).toMatchObject({ suspended: false, status: "running", holds: [] });
  expect((await lift(abuse)).response.status).toBe(404);
});

test("one hold lifted twice at once is lifted once: the other one stays in force", async () => {
  const { id } = await system.running("lifted-twice");
  const billing = await held(id, "billing");
  await held(id, "legal");
  const answers = await Promise.all([lift(billing), lift(billing), lift(billing)]);
  expect(answers.map(({ response }) => response.status).sort()).toEqual([202, 404, 404]);
  expect(await system.server(id)).toMatchObject({ suspended: true, action: null, holds: [{ kind: "legal" }] });
  expect(await seen(id)).toEqual({ running: false, onboot: 0 });
});

test("two holds in one moment: the server still comes back as it was", async () => {
  const { id } = await system.running("at-once");
  const [billing, abuse] = await Promise.all([place(id, "billing"), place(id, "abuse")]);
  await Promise.all([system.actionEnd(billing.action), system.actionEnd(abuse.action)]);
  await until("the lock free", async () => ((await system.server(id)).action === null ? true : undefined));
  expect(await seen(id)).toEqual({ running: false, onboot: 0 });
  await lifted(billing.hold);
  await lifted(abuse.hold);
  expect(await seen(id)).toEqual({ running: true, onboot: 1 });
});

test("a server that was stopped stays stopped when its hold is lifted, and next time it counts anew", async () => {
  const { id } = await system.running("was-stopped");
  await system.actionEnd((await stop(id)).data?.action.id ?? "");
  await lifted(await held(id, "legal"));
  expect(await seen(id)).toEqual({ running: false, onboot: 1 });
  await system.actionEnd((await start(id)).data?.action.id ?? "");
  await lifted(await held(id, "operator"));
  expect(await seen(id)).toEqual({ running: true, onboot: 1 });
});

test("a hold placed during creation: it is handed over stopped, and runs when the hold is lifted", async () => {
  const server = await system.order("held-early");
  const { action, hold } = await place(server.id, "billing");
  expect((await system.actionEnd(server.action)).status).toBe("success");
  expect((await system.actionEnd(action)).status).toBe("success");
  expect(await seen(server.id)).toEqual({ running: false, onboot: 0 });
  expect(await system.server(server.id)).toMatchObject({ status: "stopped", suspended: true, action: null });
  await lifted(hold);
  expect(await seen(server.id)).toEqual({ running: true, onboot: 1 });
});

test("a hold placed during a creation that fails: the server is failed, and its owner can delete it afterwards", async () => {
  const server = await system.order("refuse-clone-held");
  const { action, hold } = await place(server.id, "billing");
  expect((await system.actionEnd(server.action)).status).toBe("error");
  await system.actionEnd(action);
  expect(await system.server(server.id)).toMatchObject({ status: "failed", action: null });
  expect((await lifted(hold)).action).toBeNull();
  const { data } = await system.owner.DELETE("/v1/servers/{id}", { params: { path: { id: server.id } } });
  expect((await system.actionEnd(data?.action.id ?? "")).status).toBe("success");
});

test("a lift that Proxmox refuses: the owner starts the server all the same, and it is as before the hold", async () => {
  const { id } = await system.running("unreleased");
  const hold = await held(id, "billing");
  const on = "PUT /nodes/{node}/qemu/{vmid}/config";
  const fault = system.testbed().faults.inject({ effect: "refuse", on, name: "^unreleased$", text: "no quorum!" });
  const { data } = await lift(hold);
  expect((await system.actionEnd(data?.action?.id ?? "")).error).toMatchObject({ code: "proxmox_refused" });
  expect(await system.server(id)).toMatchObject({ suspended: false, status: "stopped", action: null });
  system.testbed().faults.clear(fault);
  const started = (await start(id)).data?.action.id ?? "";
  expect(await system.actionEnd(started)).toMatchObject({ status: "success", error: null });
  expect(await seen(id)).toEqual({ running: true, onboot: 1 });
  expect((await system.vm(id))?.options.description).toBe(`hostwright:${id}`);
  // The next hold counts anew.
  await system.actionEnd((await stop(id)).data?.action.id ?? "");
  await lifted(await held(id, "legal"));
  expect(await seen(id)).toEqual({ running: false, onboot: 1 });
});

test("an operator's stop does not take a hold away", async () => {
  const { id } = await system.running("stop-held");
  const { action } = await place(id, "abuse");
  const refused = await system.operator.POST("/v1/operator/servers/{id}/actions/stop", { params: { path: { id } } });
  expect(refused.error).toMatchObject({ error: { code: "server_suspended" } });
  expect((await system.actionEnd(action)).status).toBe("success");
  expect(await seen(id)).toEqual({ running: false, onboot: 0 });
});

test("a hold with an end is lifted when it comes", async () => {
  const { id } = await system.running("for-a-while");
  const end = new Date(system.clock.now().getTime() + 5 * HOUR).toISOString();
  await system.actionEnd((await place(id, "billing", end)).action);
  await system.time.jump(4 * HOUR);
  expect(await system.server(id)).toMatchObject({ suspended: true });
  await system.time.jump(HOUR);
  await system.actionEnd(await system.actionOn(id, "server.release"));
  expect(await seen(id)).toEqual({ running: true, onboot: 1 });
  expect(await system.server(id)).toMatchObject({ suspended: false, holds: [] });
});

test("a deletion that is due waits for the hold", async () => {
  const { id } = await system.running("due-held");
  const due = await system.owner.POST("/v1/servers/{id}/deletion", {
    params: { path: { id } },
    body: { after_hours: 1 },
  });
  await system.actionEnd(due.data?.server.action ?? "");
  const hold = await held(id, "legal");
  await system.time.jump(2 * HOUR);
  await system.time.jump(MINUTE, 10_000);
  expect(await system.server(id)).toMatchObject({ status: "stopped", suspended: true });
  await lifted(hold);
  await system.actionEnd(await system.actionOn(id, "server.delete"));
  expect(await system.vm(id)).toBeUndefined();
});
