import { afterAll, beforeAll, expect, test } from "vitest";
import { MINUTE } from "../system/clock.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ pace: 20 });
});
afterAll(() => system?.stop());

type Verb = "start" | "shutdown" | "stop" | "reboot";

async function power(id: string, verb: Verb) {
  const answer = await system.owner.POST(`/v1/servers/{id}/actions/${verb}`, { params: { path: { id } } });
  const action = answer.data?.action.id;
  return { ...answer, ended: action ? await system.actionEnd(action) : undefined };
}
const process = async (id: string) => (await system.vm(id))?.process;

test("shutdown, start, reboot and stop do what they say, and the server shows it", async () => {
  const { id } = await system.running("power");
  const first = await process(id);

  const shutdown = await power(id, "shutdown");
  expect(shutdown.data?.server.status).toBe("stopping");
  expect(shutdown.ended?.status).toBe("success");
  expect(await process(id)).toBeUndefined();
  expect(await system.server(id)).toMatchObject({ status: "stopped", action: null });

  expect((await power(id, "start")).data?.server.status).toBe("starting");
  const second = await process(id);
  expect(second?.pid).not.toBe(first?.pid);
  expect(await system.server(id)).toMatchObject({ status: "running", action: null });

  const reboot = await power(id, "reboot");
  expect(reboot.data?.server.status).toBe("rebooting");
  expect(reboot.ended?.status).toBe("success");
  const third = await process(id);
  expect(third).toBeDefined();
  expect(third?.pid).not.toBe(second?.pid);

  expect((await power(id, "stop")).ended?.status).toBe("success");
  expect(await process(id)).toBeUndefined();
});

test("what its state does not allow is refused with the reason", async () => {
  const { id } = await system.running("refused");
  expect((await power(id, "start")).error).toMatchObject({ error: { code: "conflict" } });
  await power(id, "stop");
  for (const verb of ["shutdown", "stop", "reboot"] as const)
    expect((await power(id, verb)).error).toMatchObject({ error: { code: "conflict" } });
});

test("one action at a time: the second is told which is the first", async () => {
  const server = await system.order("busy");
  const refused = await power(server.id, "stop");
  expect(refused.response.status).toBe(409);
  expect(refused.error).toMatchObject({ error: { code: "locked", details: { action: server.action } } });
  await system.actionEnd(server.action);
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () =>
      system.owner.POST("/v1/servers/{id}/actions/reboot", { params: { path: { id: server.id } } }),
    ),
  );
  expect(outcomes.map(({ response }) => response.status).sort()).toEqual([202, 409, 409, 409, 409]);
});

test("a guest that ignores a shutdown leaves the server running and the action says so", async () => {
  const { id } = await system.running("deaf-guest");
  const { data } = await system.owner.POST("/v1/servers/{id}/actions/shutdown", { params: { path: { id } } });
  await system.time.jump(4 * MINUTE, 10_000);
  const ended = await system.actionEnd(data?.action.id ?? "");
  expect(ended).toMatchObject({ status: "error", error: { code: "guest_did_not_stop", step: "shutdown" } });
  expect(ended.detail).toContain("got timeout");
  expect(await system.server(id)).toMatchObject({ status: "running", action: null });
});
