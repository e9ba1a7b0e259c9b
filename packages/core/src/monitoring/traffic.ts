import { type Ctx, invalidField, query } from "../kernel/index.ts";
import { getServer } from "../server/index.ts";
import { hourOf, monthOf } from "./meter.ts";
import { trafficInput } from "./schema.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LONGEST_DAYS = 31;
const MONTHS = 12;

interface Amount {
  bytes_in: number;
  bytes_out: number;
  gap_seconds: number;
}

/** What a server has moved, hour by hour, and the months that makes. */
export const getTraffic = query({
  name: "server.traffic",
  permission: "server:read",
  input: trafficInput,
  async run(ctx, { id, ...asked }) {
    await getServer(ctx, id);
    const to = asked.to ? new Date(asked.to) : ctx.now;
    const from = hourOf(asked.from ? new Date(asked.from) : new Date(to.getTime() - 7 * DAY));
    if (from >= to) throw invalidField("from", "not before `to`");
    if (to.getTime() - from.getTime() > LONGEST_DAYS * DAY + HOUR) throw invalidField("to", "more than 31 days later");
    const meter = await meterOf(ctx, id);
    const past = await ctx.db
      .selectFrom("traffic_hours")
      .select(["hour", "bytes_in", "bytes_out", "gap_seconds"])
      .where("server_id", "=", id)
      .where("hour", ">=", from)
      .where("hour", "<", to)
      .orderBy("hour")
      .execute();
    const counting = meter && meter.hour >= from && meter.hour < to ? [meter] : [];
    const hours = withMeter(past, counting).map(({ hour, ...amount }) => ({ at: hour.toISOString(), ...view(amount) }));
    return {
      traffic: {
        from: from.toISOString(),
        to: to.toISOString(),
        observed_at: meter?.observed_at.toISOString() ?? null,
        total: sum(hours),
        hours,
        months: await months(ctx, id, meter),
      },
    };
  },
});

type Meter = Awaited<ReturnType<typeof meterOf>>;
const meterOf = (ctx: Ctx, server: string) =>
  ctx.db
    .selectFrom("traffic_meters")
    .select(["hour", "bytes_in", "bytes_out", "gap_seconds", "observed_at"])
    .where("server_id", "=", server)
    .executeTakeFirst();

/** The hour that is still being counted may have been set aside before, and gone on since. */
function withMeter<T extends Amount & { hour: Date }>(past: T[], counting: T[]): T[] {
  const [now] = counting;
  if (!now) return past;
  const known = past.find((row) => row.hour.getTime() === now.hour.getTime());
  return known ? past.map((row) => (row === known ? { ...row, ...added(row, now) } : row)) : [...past, now];
}

const added = (a: Amount, b: Amount): Amount => ({
  bytes_in: a.bytes_in + b.bytes_in,
  bytes_out: a.bytes_out + b.bytes_out,
  gap_seconds: a.gap_seconds + b.gap_seconds,
});

async function months(ctx: Ctx, server: string, meter: Meter) {
  const first = new Date(Date.UTC(ctx.now.getUTCFullYear(), ctx.now.getUTCMonth() - MONTHS + 1, 1));
  const rows = await ctx.db
    .selectFrom("traffic_hours")
    .select((eb) => [
      "month",
      eb.fn.sum<number>("bytes_in").as("bytes_in"),
      eb.fn.sum<number>("bytes_out").as("bytes_out"),
      eb.fn.sum<number>("gap_seconds").as("gap_seconds"),
    ])
    .where("server_id", "=", server)
    .where("hour", ">=", first)
    .groupBy("month")
    .execute();
  const byMonth = new Map<string, Amount>(
    rows.map(({ month, ...amount }) => [
      month,
      {
        bytes_in: Number(amount.bytes_in),
        bytes_out: Number(amount.bytes_out),
        gap_seconds: Number(amount.gap_seconds),
      },
    ]),
  );
  if (meter && meter.hour >= first) {
    const month = monthOf(meter.hour);
    byMonth.set(month, added(byMonth.get(month) ?? { bytes_in: 0, bytes_out: 0, gap_seconds: 0 }, meter));
  }
  return [...byMonth].sort(([a], [b]) => b.localeCompare(a)).map(([month, amount]) => ({ month, ...view(amount) }));
}

const view = ({ bytes_in, bytes_out, gap_seconds }: Amount) => ({
  bytes_in,
  bytes_out,
  unobserved_seconds: gap_seconds,
});

const sum = (rows: ReturnType<typeof view>[]) => ({
  bytes_in: rows.reduce((all, row) => all + row.bytes_in, 0),
  bytes_out: rows.reduce((all, row) => all + row.bytes_out, 0),
  unobserved_seconds: rows.reduce((all, row) => all + row.unobserved_seconds, 0),
});
