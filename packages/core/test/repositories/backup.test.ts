import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import {
  createBackup,
  createSnapshot,
  deleteBackup,
  expireBackups,
  getSchedule,
  listBackups,
  listBackupsAsOperator,
  listSnapshots,
  putSchedule,
  restoreBackup,
  rollbackSnapshot,
  runDueBackups,
  updateBackup,
} from "../../src/backup/index.ts";
import type { Tables } from "../../src/kernel/index.ts";
import { deleteServer } from "../../src/server/index.ts";
import { type Answers, follow, WELL } from "../follow.ts";
import { useStage } from "../stage.ts";
import { asOperator, run } from "../world.ts";

const ANSWERS: Answers = {
  ...WELL,
  "backup.snapshot": { ok: true, result: { node: "pve1" } },
  "backup.delete_snapshot": { ok: true, result: { existed: true } },
  "backup.rollback": { ok: true, result: { node: "pve1" } },
  "backup.settle": { ok: true, result: { node: "pve1", disk_gb: 20 } },
  "backup.create": { ok: true, result: { node: "pve1", volid: "backup:backup/1.vma.zst", size_bytes: 5_000_000_000 } },
  "backup.delete": { ok: true, result: { existed: true } },
  "backup.restore": { ok: true, result: { node: "pve1" } },
};
const DAY = 24 * 3600 * 1000;

describeOnEachDatabase<Tables>("snapshots and backups", (opened) => {
  const staged = useStage(opened);
  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => "done",
      (error: { code?: string }) => error.code,
    );
  async function backedUp(id: string) {
    const { world, ada } = staged();
    const { backup, action } = await run(world, ada, createBackup, { id });
    expect(await follow(world, action.id, ANSWERS)).toBe("succeeded");
    return backup.id;
  }
  /** Ends every action under way. */
  const settle = async () => {
    const { world } = staged();
    const actions = world.app.db.kysely.selectFrom("actions").select("id").where("status", "=", "running");
    for (const { id } of await actions.execute()) await follow(world, id, ANSWERS);
  };

  test("a snapshot locks its server while it is taken, is listed page by page, and gone back to", async () => {
    const { world, ada, eve } = staged();
    const { id } = await staged().running("web-1");
    const first = await run(world, ada, createSnapshot, { id, name: "one" });
    expect(await refusal(run(world, ada, createSnapshot, { id }))).toBe("locked");
    await follow(world, first.action.id, ANSWERS);
    for (const name of ["two", "three"])
      await follow(world, (await run(world, ada, createSnapshot, { id, name })).action.id, ANSWERS);
    const page = await run(world, ada, listSnapshots, { id, limit: 2 });
    expect(page.snapshots.map(({ name, status }) => [name, status])).toEqual([
      ["three", "available"],
      ["two", "available"],
    ]);
    const rest = await run(world, ada, listSnapshots, { id, limit: 2, cursor: page.meta.pagination.next_cursor ?? "" });
    expect(rest.snapshots.map(({ name }) => name)).toEqual(["one"]);
    expect(await refusal(run(world, eve, listSnapshots, { id }))).toBe("not_found");
    expect(await refusal(run(world, eve, rollbackSnapshot, { id, snapshot: first.snapshot.id }))).toBe("not_found");
    const back = await run(world, ada, rollbackSnapshot, { id, snapshot: first.snapshot.id });
    expect(back.server.status).toBe("restoring");
    expect(await follow(world, back.action.id, ANSWERS)).toBe("succeeded");
  });

  test("a backup is kept by its server's id, protected, restored onto another machine, and removed", async () => {
    const { world, ada, eve } = staged();
    const { id } = await staged().running("web-1");
    const backup = await backedUp(id);
    const taken = await run(world, ada, createSnapshot, { id });
    await follow(world, taken.action.id, ANSWERS);
    expect((await run(world, ada, listBackups, { id })).backups).toMatchObject([
      { id: backup, status: "available", size_bytes: 5_000_000_000, action: null },
    ]);
    await run(world, ada, updateBackup, { id, backup, label: "kept", protected: true });
    expect(await refusal(run(world, ada, deleteBackup, { id, backup }))).toBe("conflict");
    expect(await refusal(run(world, eve, updateBackup, { id, backup, protected: false }))).toBe("not_found");
    const restore = await run(world, ada, restoreBackup, { id, backup });
    expect(await refusal(run(world, ada, deleteBackup, { id, backup }))).toBe("conflict");
    await run(world, ada, updateBackup, { id, backup, protected: false });
    expect(await refusal(run(world, ada, deleteBackup, { id, backup }))).toBe("locked");
    expect(await follow(world, restore.action.id, ANSWERS)).toBe("succeeded");
    // They went with the machine.
    expect((await run(world, ada, listSnapshots, { id })).snapshots).toEqual([]);
    await follow(world, (await run(world, ada, deleteBackup, { id, backup })).action.id, ANSWERS);
    expect((await run(world, ada, listBackups, { id })).backups).toEqual([]);
  });

  test("a schedule comes due, is made up once, and keeps the newest", async () => {
    const { world, ada } = staged();
    const { id } = await staged().running("web-1");
    await run(world, ada, putSchedule, { id, frequency: "daily", hour: 2, keep: 5 });
    await run(world, ada, putSchedule, { id, frequency: "daily", hour: 2, keep: 1 });
    expect(await runDueBackups(world.app)).toBe(0);
    for (let time = 0; time < 2; time++) {
      await world.clock.advance(3 * DAY);
      expect(await runDueBackups(world.app)).toBe(1);
      expect(await runDueBackups(world.app)).toBe(0);
      await settle();
      expect(await runDueBackups(world.app)).toBe(0);
      // What is beyond those kept is removed by actions of its own.
      await settle();
    }
    expect((await run(world, ada, listBackups, { id })).backups).toMatchObject([{ kind: "scheduled" }]);
    const { backup_schedule } = await run(world, ada, getSchedule, { id });
    expect(backup_schedule?.last).not.toBeNull();
  });

  test("of a deleted server: kept for seven days, then removed; snapshots and schedule are forgotten", async () => {
    const { world, ada } = staged();
    const { id } = await staged().running("web-1");
    await backedUp(id);
    await follow(world, (await run(world, ada, createSnapshot, { id })).action.id, ANSWERS);
    await run(world, ada, putSchedule, { id, frequency: "weekly", weekday: "friday", hour: 0, keep: 3 });
    await follow(world, (await run(world, ada, deleteServer, { id })).action.id, ANSWERS);
    expect(await expireBackups(world.app)).toBe(0);
    const db = world.app.db.kysely;
    expect(await db.selectFrom("snapshots").select("id").execute()).toEqual([]);
    expect(await db.selectFrom("backup_schedules").select("server_id").execute()).toEqual([]);
    const { backups } = await run(world, asOperator, listBackupsAsOperator, { server: id });
    expect(backups).toMatchObject([{ server_deleted: true, server_name: "web-1", endpoint: "fra1-a" }]);
    await world.clock.advance(7 * DAY);
    expect(await expireBackups(world.app)).toBe(1);
    await settle();
    expect(await db.selectFrom("backups").select("id").execute()).toEqual([]);
  });
});
