import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  archivesOf,
  backUp,
  backupsOf,
  deleteBackup,
  deleteSnapshot,
  protect,
  restore,
  rollBack,
  schedule,
  snapshotsOf,
  takeSnapshot,
} from "../system/backups.ts";
import { hold, lift, power, remove } from "../system/begin.ts";
import { DAY, HOUR, MINUTE, until } from "../system/clock.ts";
import { NOTHING } from "../system/snapshot.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ pace: 20 });
});
afterAll(() => system?.stop());

const succeeded = async (action: string) =>
  expect(await system.actionEnd(action)).toMatchObject({ status: "success", error: null });
async function backedUp(id: string, label?: string) {
  const { action, backup } = await backUp(system, id, label);
  await succeeded(action);
  return backup;
}
const seen = async (id: string) => {
  const vm = await system.vm(id);
  const { cores, memory, net0, onboot, description } = vm?.options ?? {};
  return { cores, memory, net0, onboot, description, running: vm?.process !== undefined };
};
const unlocked = (id: string) =>
  until("the lock free", async () => ((await system.server(id)).action === null ? true : undefined));

describe("snapshots", () => {
  test("are taken and removed while the server runs, five at most", async () => {
    const { id } = await system.running("snapped");
    for (let count = 0; count < 5; count++) await succeeded((await takeSnapshot(system, id)).action);
    const all = await snapshotsOf(system, id);
    expect(all.map(({ status }) => status)).toEqual(Array(5).fill("available"));
    const more = await system.owner.POST("/v1/servers/{id}/snapshots", { params: { path: { id } }, body: {} });
    expect(more.error).toMatchObject({ error: { code: "resource_limit_exceeded" } });
    await succeeded(await deleteSnapshot(system, id, all[0]?.id ?? ""));
    expect(await snapshotsOf(system, id)).toHaveLength(4);
    expect(Object.keys((await system.vm(id))?.snapshots ?? {})).toHaveLength(4);
    expect((await system.server(id)).status).toBe("running");
    await succeeded(await remove(system, id));
    expect(await system.snapshot(id)).toEqual(NOTHING);
  });

  test("going back: the disk is the old one, everything else is as it is now, and the server runs again", async () => {
    const { id } = await system.running("rolled-back");
    const before = await seen(id);
    const { action, snapshot } = await takeSnapshot(system, id);
    await succeeded(action);
    const vm = await system.vm(id);
    // As if the plan had been a smaller one then, and the network not yet what it is.
    if (vm?.snapshots[`hw${snapshot.slice(4)}`])
      Object.assign(vm.snapshots[`hw${snapshot.slice(4)}`]?.options ?? {}, { cores: 9, onboot: 0, net0: "virtio" });
    await succeeded(await rollBack(system, id, snapshot));
    expect(await seen(id)).toEqual(before);
    expect(await system.server(id)).toMatchObject({ status: "running", action: null });
    expect(await snapshotsOf(system, id)).toHaveLength(1);
  });

  test("a server that was off stays off; one that is held meanwhile is handed over held", async () => {
    const { id } = await system.running("off-or-held");
    await succeeded(await power(system, id, "stop"));
    const { action, snapshot } = await takeSnapshot(system, id);
    await succeeded(action);
    await succeeded(await rollBack(system, id, snapshot));
    expect(await system.server(id)).toMatchObject({ status: "stopped" });
    await succeeded(await power(system, id, "start"));
    const rollback = await rollBack(system, id, snapshot);
    const held = await hold(system, id);
    await succeeded(rollback);
    await succeeded(held.action);
    expect(await seen(id)).toMatchObject({ running: false, onboot: 0 });
    expect(await system.server(id)).toMatchObject({ status: "stopped", suspended: true, action: null });
    await succeeded(await lift(system, held.holds[0] ?? ""));
    expect(await seen(id)).toMatchObject({ running: true, onboot: 1 });
  });
});

describe("backups", () => {
  test("are made while the server runs, labelled, protected, and removed", async () => {
    const { id } = await system.running("backed-up");
    const backup = await backedUp(id, "before the move");
    const [made] = await backupsOf(system, id);
    expect(made).toMatchObject({ id: backup, label: "before the move", kind: "manual", status: "available" });
    expect(made?.size_bytes).toBeGreaterThan(0);
    expect(archivesOf(system, id)).toHaveLength(1);
    await protect(system, id, backup);
    const refused = await system.owner.DELETE("/v1/servers/{id}/backups/{backup}", {
      params: { path: { id, backup } },
    });
    expect(refused.error).toMatchObject({ error: { code: "conflict" } });
    const params = { path: { id, backup } };
    await system.owner.PATCH("/v1/servers/{id}/backups/{backup}", { params, body: { protected: false } });
    await succeeded(await deleteBackup(system, id, backup));
    expect(archivesOf(system, id)).toEqual([]);
    expect(await backupsOf(system, id)).toEqual([]);
  });

  test("restored: another machine with the old disk in its place, with our settings, and the old one gone", async () => {
    const { id } = await system.running("restored");
    const before = await seen(id);
    const { vmid } = await system.serverRow(id);
    const backup = await backedUp(id);
    await succeeded((await takeSnapshot(system, id)).action);
    await succeeded(await restore(system, id, backup));
    const row = await system.serverRow(id);
    expect(row.vmid).not.toBe(vmid);
    expect(await seen(id)).toEqual(before);
    expect(system.testbed().cluster.vm(vmid)).toBeUndefined();
    expect(await snapshotsOf(system, id)).toEqual([]);
    expect(await system.server(id)).toMatchObject({ status: "running", action: null });
    // Its backup carries the earlier machine's number, and is still the server's.
    expect((await backupsOf(system, id)).map(({ id: one }) => one)).toEqual([backup]);
    await succeeded(await restore(system, id, backup));
    expect(await seen(id)).toEqual(before);
  });

  test("of a server with a smaller disk is restored onto the larger one; a larger one is refused with the reason", async () => {
    const { id } = await system.running("grown");
    const backup = await backedUp(id);
    const resized = await system.owner.POST("/v1/servers/{id}/actions/resize", {
      params: { path: { id } },
      body: { plan: "m1", restart: true },
    });
    await succeeded(resized.data?.action.id ?? "");
    const larger = await backedUp(id);
    await succeeded(await restore(system, id, backup));
    expect(String((await system.vm(id))?.options.scsi0)).toContain("size=40G");
    await system.db.updateTable("servers").set({ disk_gb: 10 }).where("id", "=", id).execute();
    const params = { path: { id, backup: larger } };
    const refused = await system.owner.POST("/v1/servers/{id}/backups/{backup}/actions/restore", { params });
    expect(refused.error).toMatchObject({ error: { code: "conflict", message: expect.stringContaining("40 GB") } });
  });
});

describe("a schedule", () => {
  const scheduled = async (id: string) =>
    (await backupsOf(system, id)).filter(({ kind, status }) => kind === "scheduled" && status === "available");

  test("makes a backup a day, keeps the newest and the protected, and makes up a missed one once", async () => {
    const { id } = await system.running("scheduled");
    const set = await schedule(system, id, { frequency: "daily", hour: 2, keep: 2 });
    const due = new Date(set.next).getTime() - system.clock.now().getTime();
    await system.time.jump(due + MINUTE);
    const [first] = await until("the first backup", async () => {
      const made = await scheduled(id);
      return made.length === 1 ? made : undefined;
    });
    await unlocked(id);
    await protect(system, id, first?.id ?? "");
    // Nobody was there for three days: one is made up.
    await system.time.jump(3 * DAY);
    await until("the one made up", async () => ((await scheduled(id)).length === 2 ? true : undefined));
    await unlocked(id);
    for (let day = 0; day < 2; day++) {
      await system.time.jump(DAY);
      await until(`day ${day}`, async () => ((await scheduled(id)).length >= 3 ? true : undefined));
      await unlocked(id);
    }
    const kept = await until("the oldest gone", async () => {
      const made = await backupsOf(system, id);
      return made.length === 3 ? made : undefined;
    });
    expect(kept.map(({ protected: one }) => one)).toEqual([false, false, true]);
    expect(archivesOf(system, id)).toHaveLength(3);
    await system.owner.DELETE("/v1/servers/{id}/backup-schedule", { params: { path: { id } } });
    const { data } = await system.owner.GET("/v1/servers/{id}/backup-schedule", { params: { path: { id } } });
    expect(data?.backup_schedule).toBeNull();
  });
});

describe("of a deleted server", () => {
  test("backups are kept for a week, where operators see them, and then removed", async () => {
    const { id } = await system.running("deleted");
    const backup = await backedUp(id);
    await protect(system, id, backup);
    await schedule(system, id, { frequency: "weekly", hour: 1, keep: 3 });
    await succeeded(await remove(system, id));
    expect(archivesOf(system, id)).toHaveLength(1);
    await system.time.jump(2 * HOUR);
    const listed = await until("the day it goes", async () => {
      const { data } = await system.operator.GET("/v1/operator/backups", { params: { query: { server: id } } });
      return data?.backups[0]?.expires ? data.backups : undefined;
    });
    expect(listed).toMatchObject([{ id: backup, server_deleted: true }]);
    expect(await system.db.selectFrom("backup_schedules").selectAll().where("server_id", "=", id).execute()).toEqual(
      [],
    );
    await system.time.jump(7 * DAY);
    await until("its removal", () => (archivesOf(system, id).length === 0 ? true : undefined));
    await until("its record gone", async () => {
      const rows = await system.db.selectFrom("backups").selectAll().where("id", "=", backup).execute();
      return rows.length === 0 ? true : undefined;
    });
  });
});
