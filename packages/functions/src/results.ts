import { takeRelayMessage } from "@hostwright/core/action";
import { type App, AppError } from "@hostwright/core/kernel";
import { timeLeft } from "@hostwright/core/kernel/deadline";
import { isAboutMetrics, takeMetrics, takeObservation } from "@hostwright/core/monitoring";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { z } from "zod";
import { whileInTime } from "./in-time.ts";

/** A message needs less; what cannot be begun in time is given back, rather than cut off in its middle. */
const SPARE_MS = 5_000;

/**
 * Takes a batch of what relays said. In a FIFO batch nothing after a failure of the same group may be taken before it,
 * so the rest of that group is given back with it.
 */
export const resultsHandler = (app: () => App) =>
  middy<SQSEvent, SQSBatchResponse>().handler((event, context) =>
    whileInTime(app(), context, SPARE_MS, (timed) => takeBatch(timed, event)),
  );

async function takeBatch(app: App, { Records }: SQSEvent): Promise<SQSBatchResponse> {
  const failed = new Set<string>();
  const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
  for (const record of Records) {
    const group = record.attributes.MessageGroupId ?? record.messageId;
    try {
      if (!timeLeft(app)) throw new Error("no time is left for this message; it comes again");
      if (failed.has(group)) throw new Error("an earlier message of the group failed");
      await take(app, JSON.parse(record.body));
    } catch (error) {
      const reason = error instanceof AppError ? { code: error.code, details: error.details } : String(error);
      app.log.error("relay message not taken", { message: record.messageId, group, reason });
      failed.add(group);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
}

const said = z.looseObject({ type: z.string() });
const metricsResult = z.object({
  type: z.enum(["result", "progress"]),
  relay: z.string(),
  job: z.string().refine(isAboutMetrics),
  outcome: z.looseObject({ ok: z.boolean(), result: z.unknown() }).optional(),
});

/** To the context whose business it is. */
async function take(app: App, message: unknown): Promise<void> {
  if (said.safeParse(message).data?.type === "observation") return takeObservation(app, message);
  const metrics = metricsResult.safeParse(message);
  if (!metrics.success) return takeRelayMessage(app, message);
  const { relay, outcome } = metrics.data;
  if (outcome?.ok) await takeMetrics(app, relay, outcome.result);
}
