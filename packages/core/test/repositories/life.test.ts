import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { getAction, getActionAsOperator, sweepJobs, takeRelayMessage } from "../../src/action/index.ts";
import type { Tables } from "../../src/kernel/index.ts";
import { forgetAssignments, listAssignments } from "../../src/network/index.ts";
import { listEndpoints } from "../../src/placement/index.ts";
import {
  cancelDeletion,
  deleteDueServers,
  deleteServer,
  getServerQuery,
  liftDueHolds,
  liftHold,
  placeHold,
  rebootServer,
  scheduleDeletion,
  stopServer,
} from "../../src/server/index.ts";
import { follow, WELL } from "../follow.ts";
import { useStage } from "../stage.ts";
import { asOperator, run } from "../world.ts";

const HOUR = 3_600_000;
describeOnEachDatabase<Tables>("a server's life", (opened) => {
  const staged = useStage(opened);

  test("a creation goes through its steps, with progress and times in the action", async () => {
    const stage = staged();
    const { server, action } = await stage.create("web-1");
    await stage.world.clock.advance(1500);
    expect(await follow(stage.world, action.id)).toBe("succeeded");
    const done = (await run(stage.world, stage.ada, getAction, { id: action.id })).action;
    expect(done).toMatchObject({ status: "success", progress: 100 });
    expect(done.steps.map((step) => step.status)).toEqual(["done", "done", "done", "done"]);
    expect((await run(stage.world, stage.ada, getServerQuery, { id: server.id })).server).toMatchObject({
      status: "running",
      action: null,
    });
    const { action: seen } = await run(stage.world, asOperator, getActionAsOperator, { id: action.id });
    expect(seen.jobs.map((job) => [job.kind, job.status, job.relay])).toEqual(
      expect.arrayContaining([["server.clone", "done", "relay-1"]]),
    );
  });

  test("a creation that fails is undone to a clean slate and frees its name", async () => {
    const stage = staged();
    const failing = {
      ...WELL,
      "server.configure": {
        ok: false as const,
        error: { code: "storage_full", message: "No space.", detail: "zfs: out of space", retryable: false },
      },
    };
    const { server, action } = await stage.create("web-1", { labels: { env: "prod" } });
    expect(await follow(stage.world, action.id, failing)).toBe("undone");
    const { action: ended } = await run(stage.world, stage.ada, getAction, { id: action.id });
    expect(ended).toMatchObject({ status: "error", error: { code: "storage_full" } });
    expect((await run(stage.world, stage.ada, getServerQuery, { id: server.id })).server.status).toBe("failed");
    expect(await stage.reserved()).toEqual({ servers: 0, free: 12 });
    await stage.create("WEB-1");
  });

  test("power actions lock the server; one at a time", async () => {
    const stage = staged();
    const server = await stage.running("web-1");
    const { action } = await run(stage.world, stage.ada, stopServer, { id: server.id });
    await expect(run(stage.world, stage.ada, rebootServer, { id: server.id })).rejects.toMatchObject({
      code: "locked",
    });
    const stopped = { ...WELL, "server.power": { ok: true as const, result: { power: "stopped", node: "pve1" } } };
    expect(await follow(stage.world, action.id, stopped)).toBe("succeeded");
    expect((await run(stage.world, stage.ada, getServerQuery, { id: server.id })).server.status).toBe("stopped");
  });

  test("of two power actions at once one gets the lock", async () => {
    const stage = staged();
    const server = await stage.running("web-1");
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => run(stage.world, stage.ada, rebootServer, { id: server.id })),
    );
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  });

  test("holds stack, end by themselves, and give the server back as it was", async () => {
    const stage = staged();
    const server = await stage.running("web-1");
    const until = new Date(stage.world.clock.now().getTime() + HOUR).toISOString();
    const first = await run(stage.world, asOperator, placeHold, {
      id: server.id,
      kind: "billing",
      reason: "unpaid",
      until,
    });
    await follow(stage.world, first.action.id);
    const second = await run(stage.world, asOperator, placeHold, { id: server.id, kind: "abuse", reason: "spam sent" });
    await follow(stage.world, second.action.id);
    const held = (await run(stage.world, stage.ada, getServerQuery, { id: server.id })).server;
    expect(held).toMatchObject({ status: "stopped", suspended: true });
    expect(held.holds.map((hold) => [hold.kind, hold.until])).toEqual([
      ["billing", until],
      ["abuse", null],
    ]);
    await expect(run(stage.world, stage.ada, rebootServer, { id: server.id })).rejects.toMatchObject({
      code: "server_suspended",
    });
    await stage.world.clock.advance(HOUR);
    expect(await liftDueHolds(stage.world.app)).toBe(1);
    const [, abuse] = held.holds;
    const lifted = await run(stage.world, asOperator, liftHold, { id: abuse?.id ?? "" });
    await follow(stage.world, lifted.action?.id ?? "");
    expect((await run(stage.world, stage.ada, getServerQuery, { id: server.id })).server).toMatchObject({
      status: "running",
      suspended: false,
    });
  });

  test("a deletion gives everything back and keeps who had the address", async () => {
    const stage = staged();
    const server = await stage.running("web-1", { labels: { env: "prod" } });
    const from = stage.now();
    await stage.world.clock.advance(HOUR);
    const { action } = await run(stage.world, stage.ada, deleteServer, { id: server.id });
    expect(await follow(stage.world, action.id)).toBe("succeeded");
    const until = stage.now();
    await expect(run(stage.world, stage.ada, getServerQuery, { id: server.id })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await stage.reserved()).toEqual({ servers: 0, free: 12 });
    const { assignments } = await run(stage.world, asOperator, listAssignments, { address: "203.0.113.10", at: from });
    expect(assignments).toMatchObject([{ server: { id: server.id }, from, until }]);
    await stage.world.clock.advance(366 * 24 * HOUR);
    expect(await forgetAssignments(stage.world.app)).toBe(2);
    expect(await sweepJobs(stage.world.app)).toBe(1);
  });

  test("a scheduled deletion can be cancelled until it is due", async () => {
    const stage = staged();
    const server = await stage.running("web-1");
    const { server: scheduled } = await run(stage.world, stage.ada, scheduleDeletion, {
      id: server.id,
      after_hours: 1,
    });
    expect(scheduled.deletion_due).toBe(new Date(stage.world.clock.now().getTime() + HOUR).toISOString());
    const stopped = { ...WELL, "server.power": { ok: true as const, result: { power: "stopped", node: "pve1" } } };
    await follow(stage.world, scheduled.action ?? "", stopped);
    expect((await run(stage.world, stage.ada, cancelDeletion, { id: server.id })).server.deletion_due).toBeNull();
    await run(stage.world, stage.ada, scheduleDeletion, { id: server.id, after_hours: 1 });
    expect(await deleteDueServers(stage.world.app)).toBe(0);
    await stage.world.clock.advance(HOUR);
    expect(await deleteDueServers(stage.world.app)).toBe(1);
    expect((await run(stage.world, stage.ada, getServerQuery, { id: server.id })).server.status).toBe("deleting");
  });

  test("a server deleted while it is created follows its creation, which is cancelled", async () => {
    const stage = staged();
    const { server, action } = await stage.create("web-1");
    const deletion = await run(stage.world, stage.ada, deleteServer, { id: server.id });
    expect(await follow(stage.world, action.id)).toBe("undone");
    expect(
      stage.world.sent.some((sent) => sent.topic === "execution" && sent.input.action === deletion.action.id),
    ).toBe(true);
    expect(await follow(stage.world, deletion.action.id)).toBe("succeeded");
    expect(await stage.reserved()).toEqual({ servers: 0, free: 12 });
  });

  test("a relay's heartbeats are kept, the newest counts", async () => {
    const stage = staged();
    const beat = (running_jobs: number) =>
      takeRelayMessage(stage.world.app, {
        version: 1,
        type: "heartbeat",
        relay: "relay-1",
        location: "fra1",
        at: stage.world.clock.now().toISOString(),
        relay_version: "0.1.0",
        started_at: stage.world.clock.now().toISOString(),
        running_jobs,
        problems: [{ endpoint: "fra1-a", code: "firewall_off", message: "The cluster firewall is off." }],
      });
    await beat(1);
    await beat(2);
    const { endpoints } = await run(stage.world, asOperator, listEndpoints);
    expect(endpoints[0]?.relays).toMatchObject([
      { running_jobs: 2, present: true, problems: [{ code: "firewall_off" }] },
    ]);
  });
});
