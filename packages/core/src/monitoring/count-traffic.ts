import type { Selectable } from "kysely";
import { upsert } from "../kernel/database/index.ts";
import type { Ctx } from "../kernel/index.ts";
import type { ObservedVm } from "./jobs.ts";
import { count, hourOf, monthOf } from "./meter.ts";
import type { TrafficHourTable, TrafficMeterTable } from "./tables.ts";

type Meter = Selectable<TrafficMeterTable>;

/**
 * Takes what an observation says of these servers' counters. The caller holds the endpoint's turn, so that no two
 * observations count at once. Two statements, and two more when an hour has ended.
 */
export async function countTraffic(
  ctx: Ctx,
  at: Date,
  seen: { server: { id: string; tenant_id: string }; vm: ObservedVm }[],
): Promise<void> {
  // A node that is away shows nothing; that is no stop.
  const telling = seen.filter(({ vm }) => vm.status !== "unknown");
  if (telling.length === 0) return;
  const known = await ctx.db
    .selectFrom("traffic_meters")
    .selectAll()
    .where(
      "server_id",
      "in",
      telling.map(({ server }) => server.id),
    )
    .execute();
  const meters = new Map(known.map((meter) => [meter.server_id, meter]));
  const ended: Meter[] = [];
  const moved = telling.flatMap(({ server, vm }) => {
    const meter = meters.get(server.id);
    const before = meter && { ...meter, at: meter.observed_at.getTime() };
    const counted = count(before, { ...vm, at: at.getTime() });
    if (!counted) return [];
    const hour = hourOf(at);
    const same = meter?.hour.getTime() === hour.getTime();
    if (meter && !same && isWorthKeeping(meter)) ended.push(meter);
    const so_far = meter && same ? meter : { bytes_in: 0, bytes_out: 0, gap_seconds: 0, resets: 0 };
    return [
      {
        server_id: server.id,
        tenant_id: server.tenant_id,
        vmid: vm.vmid,
        observed_at: at,
        uptime: vm.uptime,
        netin: vm.netin,
        netout: vm.netout,
        hour,
        bytes_in: so_far.bytes_in + counted.bytes_in,
        bytes_out: so_far.bytes_out + counted.bytes_out,
        gap_seconds: so_far.gap_seconds + counted.gap_seconds,
        resets: so_far.resets + (counted.reset ? 1 : 0),
      },
    ];
  });
  await addHours(ctx, ended);
  await upsert(ctx.db, "traffic_meters", moved, {
    keys: ["server_id"],
    update: [
      "tenant_id",
      "vmid",
      "observed_at",
      "uptime",
      "netin",
      "netout",
      "hour",
      "bytes_in",
      "bytes_out",
      "gap_seconds",
      "resets",
    ],
  });
}

const isWorthKeeping = (meter: Meter) => meter.bytes_in + meter.bytes_out + meter.gap_seconds + meter.resets > 0;

/** Adds what meters have come to, to their hours. */
export async function addHours(ctx: Ctx, meters: Meter[]): Promise<void> {
  if (meters.length === 0) return;
  const known = await ctx.db
    .selectFrom("traffic_hours")
    .selectAll()
    .where(
      "server_id",
      "in",
      meters.map((meter) => meter.server_id),
    )
    .where(
      "hour",
      "in",
      [...new Set(meters.map((meter) => meter.hour.getTime()))].map((time) => new Date(time)),
    )
    .execute();
  const rows: TrafficHourTable[] = meters.map(({ server_id, tenant_id, hour, ...meter }) => {
    const before = known.find((row) => row.server_id === server_id && row.hour.getTime() === hour.getTime());
    return {
      server_id,
      tenant_id,
      hour,
      month: monthOf(hour),
      bytes_in: meter.bytes_in + (before?.bytes_in ?? 0),
      bytes_out: meter.bytes_out + (before?.bytes_out ?? 0),
      gap_seconds: meter.gap_seconds + (before?.gap_seconds ?? 0),
      resets: meter.resets + (before?.resets ?? 0),
    };
  });
  await upsert(ctx.db, "traffic_hours", rows, {
    keys: ["server_id", "hour"],
    update: ["bytes_in", "bytes_out", "gap_seconds", "resets"],
  });
}
