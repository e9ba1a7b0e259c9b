import { afterAll, beforeAll, expect, test } from "vitest";
import { MINUTE, until } from "../system/clock.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ pace: 30, speed: 1 });
});
afterAll(() => system?.stop());

/** A server whose guest ignores the shutdown that is under way. */
async function hanging(name: string) {
  const { id } = await system.running(`deaf-guest-${name}`);
  const path = { id };
  const { data } = await system.owner.POST("/v1/servers/{id}/actions/shutdown", { params: { path } });
  const vmid = String((await system.vm(id))?.vmid);
  const task = await until("the shutdown under way", () =>
    system
      .testbed()
      .cluster.tasks()
      .find((one) => one.type === "qmshutdown" && one.id === vmid),
  );
  expect(task.endtime).toBeUndefined();
  return { id, path, shutdown: data?.action.id ?? "", since: system.clock.now().getTime() };
}
const soon = (since: number) => expect(system.clock.now().getTime() - since).toBeLessThan(2 * MINUTE);

test("an operator's stop overtakes a shutdown that hangs", async () => {
  const { id, path, shutdown, since } = await hanging("stopped");
  const stop = await system.operator.POST("/v1/operator/servers/{id}/actions/stop", { params: { path } });
  expect((await system.actionEnd(stop.data?.action.id ?? "")).status).toBe("success");
  soon(since);
  expect((await system.vm(id))?.process).toBeUndefined();
  expect((await system.actionEnd(shutdown)).status).toBe("error");
  expect(await system.server(id)).toMatchObject({ status: "stopped", action: null });
});

test("a hold overtakes a shutdown that hangs, and lifting it brings the server back", async () => {
  const { id, path, shutdown, since } = await hanging("held");
  const body = { kind: "abuse" as const, reason: "sends spam" };
  const placed = await system.operator.POST("/v1/operator/servers/{id}/holds", { params: { path }, body });
  expect((await system.actionEnd(placed.data?.action.id ?? "")).status).toBe("success");
  soon(since);
  expect(await system.vm(id)).toMatchObject({ options: { onboot: 0 } });
  expect((await system.vm(id))?.process).toBeUndefined();
  expect((await system.actionEnd(shutdown)).status).toBe("error");
  expect(await system.server(id)).toMatchObject({ status: "stopped", action: null });

  const hold = placed.data?.server.holds[0]?.id ?? "";
  const lifted = await system.operator.DELETE("/v1/operator/holds/{id}", { params: { path: { id: hold } } });
  expect((await system.actionEnd(lifted.data?.action?.id ?? "")).status).toBe("success");
  expect((await system.vm(id))?.process).toBeDefined();
});

test("a deletion overtakes nothing: it is refused while the shutdown is under way", async () => {
  const { path, shutdown } = await hanging("locked");
  const deletion = await system.owner.DELETE("/v1/servers/{id}", { params: { path } });
  expect(deletion.error).toMatchObject({ error: { code: "locked", details: { action: shutdown } } });
});
