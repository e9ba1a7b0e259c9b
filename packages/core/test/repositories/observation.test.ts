import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { jsonIn, jsonOut } from "../../src/kernel/database/index.ts";
import { countRoundTrips } from "../../src/kernel/database/round-trips.ts";
import type { Tables } from "../../src/kernel/index.ts";
import { openCtx, system } from "../../src/kernel/index.ts";
import { getTraffic, newestObservation, settleTraffic, takeObservation } from "../../src/monitoring/index.ts";
import type { ObservationMessage } from "../../src/monitoring/jobs.ts";
import { rebootServer } from "../../src/server/index.ts";
import { type Stage, useStage } from "../stage.ts";
import { run } from "../world.ts";

type Vm = ObservationMessage["vms"][number];
const SITE = { firewall: true, nodes: [], storages: [] };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describeOnEachDatabase<Tables>("observations", (opened) => {
  const stage = useStage(opened);

  /** What a relay says it saw at that moment, cut into parts. */
  const parts = (at: Date, vms: Vm[], { relay = "relay-1", size = 100 } = {}): ObservationMessage[] => {
    const groups = Array.from({ length: Math.max(1, Math.ceil(vms.length / size)) }, (_, part) =>
      vms.slice(part * size, (part + 1) * size),
    );
    return groups.map((group, part) => ({
      type: "observation",
      version: 1,
      relay,
      location: "fra1",
      at: at.toISOString(),
      endpoint: "fra1-a",
      round: `${relay}.${at.toISOString()}`,
      part,
      parts: groups.length,
      ...(part === 0 ? { site: SITE } : {}),
      vms: group,
    }));
  };
  const see = async ({ world }: Stage, at: Date, vms: Vm[], more = {}) => {
    for (const part of parts(at, vms, more)) await takeObservation(world.app, part);
  };
  const after = async ({ world }: Stage, ms: number): Promise<Date> => {
    await world.clock.advance(ms);
    return world.clock.now();
  };
  const vmOf = async ({ world }: Stage, id: string, more: Partial<Vm> = {}): Promise<Vm> => {
    const row = await world.app.db.kysely
      .selectFrom("servers")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    const config = { server: id, cores: 2, memory_mb: 4096, mac: "02:00:00:00:00:01", firewall: true };
    return { vmid: row.vmid, node: "pve1", status: "running", uptime: 60, netin: 1000, netout: 500, config, ...more };
  };
  const newest = async ({ world }: Stage) => {
    const { id } = await world.app.db.kysely.selectFrom("endpoints").select("id").executeTakeFirstOrThrow();
    return newestObservation(
      openCtx({ app: world.app, actor: system("test"), requestId: "req" }, world.app.db.kysely),
      id,
    );
  };
  const status = async ({ world }: Stage, id: string) =>
    (await world.app.db.kysely.selectFrom("servers").select("status").where("id", "=", id).executeTakeFirstOrThrow())
      .status;
  const traffic = async ({ world, ada }: Stage, id: string, input = {}) =>
    (await run(world, ada, getTraffic, { id, ...input })).traffic;

  test("a round counts once all its parts are there, and an older one never takes its place", async () => {
    const now = await after(stage(), MINUTE);
    const vms: Vm[] = Array.from({ length: 250 }, (_, index) => ({
      vmid: 5000 + index,
      node: "pve1",
      status: "running",
    }));
    const [first, ...rest] = parts(now, vms);
    for (const part of rest) await takeObservation(stage().world.app, part);
    expect(await newest(stage())).toBeUndefined();
    await takeObservation(stage().world.app, first);
    await takeObservation(stage().world.app, first);
    const seen = await newest(stage());
    expect(seen?.vms).toHaveLength(250);
    expect(seen).toMatchObject({ at: now, relay: "relay-1", site: SITE });

    await see(stage(), new Date(now.getTime() - MINUTE), vms.slice(0, 1), { relay: "relay-2" });
    expect((await newest(stage()))?.vms).toHaveLength(250);
    const later = await after(stage(), MINUTE);
    await see(stage(), later, vms.slice(0, 3), { relay: "relay-2" });
    expect(await newest(stage())).toMatchObject({ relay: "relay-2", at: later });
    const left = await stage().world.app.db.kysely.selectFrom("observation_parts").select("round").execute();
    expect(left).toHaveLength(1);
  });

  test("a relay whose clock is ahead does not silence the other", async () => {
    const now = await after(stage(), MINUTE);
    await see(stage(), new Date(now.getTime() + HOUR), [], { relay: "fast" });
    const later = await after(stage(), MINUTE);
    await see(stage(), later, [], { relay: "right" });
    expect(await newest(stage())).toMatchObject({ relay: "right" });
  });

  test("a guest that powered off is shown stopped, and audit and event say who noticed", async () => {
    const server = await stage().running("quiet");
    const at = await after(stage(), MINUTE);
    await see(stage(), at, [await vmOf(stage(), server.id, { status: "stopped", uptime: 0 })]);
    expect(await status(stage(), server.id)).toBe("stopped");
    const { world } = stage();
    const audit = await world.app.db.kysely
      .selectFrom("audit_log")
      .selectAll()
      .where("command", "=", "server.power_noticed")
      .executeTakeFirstOrThrow();
    expect(audit).toMatchObject({ actor_type: "system", actor_id: "relay relay-1", resource_id: server.id });
    expect(jsonOut(audit.changes)).toMatchObject({ status: { before: "running", after: "stopped" } });
    expect(world.sent).toContainEqual(
      expect.objectContaining({
        type: "server.found_stopped",
        payload: expect.objectContaining({ noticed_by: "relay-1" }),
      }),
    );
  });

  test("power is left alone while an action holds the server, right after one, and where the VM is not known as ours", async () => {
    const server = await stage().running("busy");
    const stopped = await vmOf(stage(), server.id, { status: "stopped", uptime: 0 });
    // Right after its creation has ended.
    await see(stage(), stage().world.clock.now(), [stopped]);
    expect(await status(stage(), server.id)).toBe("running");
    const unread: Vm = { vmid: stopped.vmid, node: "pve1", status: "stopped" };
    await see(stage(), await after(stage(), MINUTE), [unread]);
    expect(await status(stage(), server.id)).toBe("running");
    await see(stage(), await after(stage(), MINUTE), [{ ...stopped, lock: "rollback" }]);
    expect(await status(stage(), server.id)).toBe("running");
    await run(stage().world, stage().ada, rebootServer, { id: server.id });
    await see(stage(), await after(stage(), MINUTE), [stopped]);
    expect(await status(stage(), server.id)).toBe("rebooting");
  });

  test("traffic is summed by the hour and the month, across restarts, repeats and gaps", async () => {
    const server = await stage().running("talker");
    const { clock } = stage().world;
    await clock.advance(new Date("2026-11-30T22:30:00Z").getTime() - clock.now().getTime());
    const look = async (minutes: number, uptime: number, netin: number) => {
      const at = await after(stage(), minutes * MINUTE);
      const vm = await vmOf(stage(), server.id, { uptime, netin, netout: netin / 2 });
      await see(stage(), at, [vm]);
      await see(stage(), at, [vm], { relay: "relay-2" });
      return { at, vm };
    };
    await look(1, 60, 1000);
    const old = await look(1, 120, 3000);
    await look(1, 20, 400);
    // Overtaken on its way.
    await see(stage(), old.at, [old.vm], { relay: "relay-3" });
    expect(await traffic(stage(), server.id)).toMatchObject({
      total: { bytes_in: 3400, bytes_out: 1700, unobserved_seconds: 0 },
      hours: [{ at: "2026-11-30T22:00:00.000Z", bytes_in: 3400 }],
    });
    await look(60, 3620, 10_400);
    await look(60, 7220, 20_400);
    const answer = await traffic(stage(), server.id);
    expect(answer.hours.map(({ at, bytes_in, unobserved_seconds }) => [at, bytes_in, unobserved_seconds])).toEqual([
      ["2026-11-30T22:00:00.000Z", 3400, 0],
      ["2026-11-30T23:00:00.000Z", 10_000, 3600],
      ["2026-12-01T00:00:00.000Z", 10_000, 3600],
    ]);
    expect(answer.months.map(({ month, bytes_in }) => [month, bytes_in])).toEqual([
      ["2026-12", 10_000],
      ["2026-11", 13_400],
    ]);
    await after(stage(), 3 * HOUR);
    await settleTraffic(stage().world.app);
    await settleTraffic(stage().world.app);
    expect(await traffic(stage(), server.id)).toMatchObject({ total: answer.total, months: answer.months });
  });

  test("five thousand servers are some hundred statements a minute, and what is kept of them is small", async () => {
    const { id } = await stage().running("first");
    const { kysely } = stage().world.app.db;
    const row = await kysely.selectFrom("servers").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    const copies = Array.from({ length: 5000 }, (_, index) => ({
      ...row,
      id: `srv_${String(index).padStart(26, "0")}`,
      vmid: 200_000 + index,
      name_key: null,
      network: null,
      labels: jsonIn({}),
      ssh_keys: jsonIn([]),
    }));
    for (let from = 0; from < copies.length; from += 100)
      await kysely
        .insertInto("servers")
        .values(copies.slice(from, from + 100))
        .execute();
    const vms = (minute: number): Vm[] =>
      copies.map((server) => ({
        vmid: server.vmid,
        node: "pve-frankfurt-01",
        status: "running",
        uptime: 86_400 + minute * 60,
        netin: 123_456_789_012 + minute * 1000,
        netout: 123_456_789_012,
        cpu: 0.1234,
        memory: 2_147_483_648,
        disk: 21_474_836_480,
        config: { server: server.id, cores: 2, memory_mb: 4096, mac: "02:00:00:00:00:01", firewall: true },
      }));
    await see(stage(), await after(stage(), MINUTE), vms(1), { size: 75 });
    const at = await after(stage(), MINUTE);
    const { roundTrips } = await countRoundTrips(() => see(stage(), at, vms(2), { size: 75 }));
    // Begin and commit included.
    expect(roundTrips).toBeLessThan(67 * 10);
    const seen = await newest(stage());
    expect(seen?.vms).toHaveLength(5000);
    expect(JSON.stringify(seen?.vms).length / 5000).toBeLessThan(320);
    const counted = await kysely
      .selectFrom("traffic_meters")
      .select((eb) => eb.fn.sum<number>("bytes_in").as("bytes"))
      .executeTakeFirstOrThrow();
    expect(Number(counted.bytes)).toBe(5000 * 1000);
  });
});
