import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { archivesOf, backUp, backupsOf, schedule } from "../system/backups.ts";
import { hold, power } from "../system/begin.ts";
import { DAY, until } from "../system/clock.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

/** Where a backup takes its time: of the smallest plan a minute and a half. */
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ pace: 20, speed: 1 });
});
afterAll(() => system?.stop());

const succeeded = async (action: string) =>
  expect(await system.actionEnd(action)).toMatchObject({ status: "success", error: null });
const seen = async (id: string) => {
  const vm = await system.vm(id);
  return { running: vm?.process !== undefined, onboot: vm?.options.onboot };
};

describe("a running backup gives way", () => {
  const underWay = (id: string) =>
    until("the machine's lock", async () => ((await system.vm(id))?.options.lock === "backup" ? true : undefined));

  test("to a hold, and says so", async () => {
    const { id } = await system.running("gives-way-hold");
    const { action } = await backUp(system, id);
    await underWay(id);
    const refused = await system.owner.POST("/v1/servers/{id}/actions/stop", { params: { path: { id } } });
    expect(refused.error).toMatchObject({ error: { code: "locked", details: { action } } });
    await succeeded((await hold(system, id)).action);
    const ended = await system.actionEnd(action);
    expect(ended).toMatchObject({
      status: "error",
      error: { code: "preempted", step: "backup", leftovers: [], message: expect.stringContaining("suspended") },
    });
    expect(await seen(id)).toMatchObject({ running: false, onboot: 0 });
    expect((await system.vm(id))?.options.lock).toBeUndefined();
    expect(await backupsOf(system, id)).toEqual([]);
    expect(archivesOf(system, id)).toEqual([]);
  });

  test("to an operator's stop, and says so", async () => {
    const { id } = await system.running("gives-way-stop");
    const { action } = await backUp(system, id);
    await underWay(id);
    const { data } = await system.operator.POST("/v1/operator/servers/{id}/actions/stop", { params: { path: { id } } });
    await succeeded(data?.action.id ?? "");
    expect(await system.actionEnd(action)).toMatchObject({
      error: { code: "preempted", leftovers: [], message: expect.stringContaining("Our staff") },
    });
    expect(await system.server(id)).toMatchObject({ status: "stopped", action: null });
    expect(archivesOf(system, id)).toEqual([]);
  });

  test("as a shutdown does, which says so too", async () => {
    const fault = system.testbed().faults.inject({ effect: "deaf", name: "^gives-way-shutdown$" });
    const { id } = await system.running("gives-way-shutdown");
    const action = await power(system, id, "shutdown");
    await until("the shutdown's task", () =>
      system
        .testbed()
        .cluster.tasks()
        .some((task) => task.type === "qmshutdown" && task.endtime === undefined)
        ? true
        : undefined,
    );
    await succeeded((await hold(system, id)).action);
    expect(await system.actionEnd(action)).toMatchObject({ status: "error", error: { code: "preempted" } });
    expect(await seen(id)).toMatchObject({ running: false, onboot: 0 });
    system.testbed().faults.clear(fault);
  });
});

test("begins one at a time on a node", async () => {
  const servers = await Promise.all(["in-turn-a", "in-turn-b", "in-turn-c"].map((name) => system.running(name)));
  for (const { id } of servers) await schedule(system, id, { frequency: "daily", hour: 3, keep: 1 });
  const busiest = async () => {
    const rows = await system.db
      .selectFrom("backups")
      .innerJoin("servers", "servers.id", "backups.server_id")
      .select("servers.node_id")
      .where("backups.status", "=", "creating")
      .execute();
    return Math.max(0, ...[...Map.groupBy(rows, ({ node_id }) => node_id).values()].map((one) => one.length));
  };
  await system.time.jump(DAY);
  let most = 0;
  await until(
    "all of them",
    async () => {
      most = Math.max(most, await busiest());
      const done = await Promise.all(servers.map(({ id }) => backupsOf(system, id)));
      if (done.every(([one]) => one?.status === "available")) return true;
      return undefined;
    },
    50_000,
  );
  expect(most).toBe(1);
});
