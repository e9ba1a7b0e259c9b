import { z } from "zod";
import { idShape, timestamp } from "../kernel/shapes.ts";
import { period } from "./jobs.ts";

export const metricsInput = z.strictObject({
  id: idShape("srv"),
  period: period.default("hour").describe("How far back."),
});

const average = (text: string) => z.number().nullable().describe(text);
const point = z
  .object({
    at: timestamp,
    cpu: average("0 to 1: of all its cores."),
    memory: average("Bytes in use."),
    memory_max: average("Bytes it has."),
    disk_read: average("Bytes a second."),
    disk_write: average("Bytes a second."),
    net_in: average("Bytes a second."),
    net_out: average("Bytes a second."),
  })
  .meta({ id: "MetricPoint" });

export const metricsAnswer = z.object({
  metrics: z
    .object({
      period,
      taken_at: timestamp.nullable().describe("When these were read; null: never yet."),
      refreshing: z.boolean().describe("Newer ones have been asked for: ask again in some seconds."),
      stale: z.boolean().describe("Older than they should be: the location has not answered."),
      points: z.array(point).describe("Oldest first. Averages; null: it did not run, or nothing was measured."),
    })
    .meta({ id: "Metrics" }),
});

export const trafficInput = z.strictObject({
  id: idShape("srv"),
  from: timestamp.optional().describe("The hour it begins with; without it, a week before `to`."),
  to: timestamp.optional().describe("Up to, not including; without it, now. At most 31 days after `from`."),
});

const amounts = {
  bytes_in: z.number().int().describe("Received by the server."),
  bytes_out: z.number().int().describe("Sent by the server."),
  unobserved_seconds: z
    .number()
    .int()
    .describe(
      "Time that began in a gap between two looks: if the server was restarted in it, some traffic is missing.",
    ),
};

export const trafficAnswer = z.object({
  traffic: z
    .object({
      from: timestamp,
      to: timestamp,
      observed_at: timestamp.nullable().describe("When its counters were last seen."),
      total: z.object(amounts),
      hours: z.array(z.object({ at: timestamp, ...amounts })).describe("Hours in which there was any, oldest first."),
      months: z
        .array(z.object({ month: z.string().meta({ example: "2026-11" }), ...amounts }))
        .describe("Calendar months in UTC, the last twelve, newest first."),
    })
    .meta({ id: "Traffic" }),
});
