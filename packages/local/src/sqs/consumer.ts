import type { Clock } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import { z } from "zod";
import type { Names } from "../aws/names.ts";
import type { ConsumerSpec } from "../cloud-options.ts";
import type { Functions } from "../functions.ts";
import { type Database, statement } from "../store/database.ts";
import type { Arrivals } from "./arrivals.ts";
import type { MessageAttributes } from "./message.ts";
import type { Queues } from "./queues.ts";
import type { Received, Receiver } from "./receive.ts";
import { systemAttributes } from "./received-output.ts";
import { deleteMessage, receiptHandle } from "./settle.ts";

export interface ConsumerParts {
  database: Database;
  clock: Clock;
  log: Log;
  queues: Queues;
  receiver: Receiver;
  arrivals: Arrivals;
  functions: Functions;
  names: Names;
}

/** What functions had in hand when the last cloud on this database ended: they ended with it, nobody works on it. */
const takeUp = statement(
  "message.take-up",
  "update cloud.message set visible_at = $2, receipt = null where queue = $1 and receipt is not null and visible_at > $2",
);

const partial = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/**
 * Lambda's event source mapping: takes batches off a queue, invokes the function and deletes what it has done. What it
 * has not done turns visible again when the queue's visibility time is over. Runs until the signal aborts.
 */
export async function consume(spec: ConsumerSpec, parts: ConsumerParts, signal: AbortSignal): Promise<void> {
  await parts.database.persist(`take up ${spec.queue}`, () =>
    parts.database.run(takeUp, [spec.queue, parts.clock.now().getTime()]),
  );
  const loop = async () => {
    while (!signal.aborted) {
      const messages = await parts.database.persist(`receive from ${spec.queue}`, () =>
        parts.receiver.receive(parts.queues.named(spec.queue), {
          most: spec.batchSize ?? 10,
          waitMs: Number.POSITIVE_INFINITY,
          signal,
        }),
      );
      if (messages && messages.length > 0) await handle(spec, parts, messages);
    }
  };
  await Promise.all(Array.from({ length: spec.concurrency ?? 5 }, loop));
}

async function handle(spec: ConsumerSpec, parts: ConsumerParts, messages: Received[]): Promise<void> {
  const queue = parts.queues.named(spec.queue);
  const Records = messages.map((message) => record(message, queue.fifo, parts.names.queueArn(queue.name), parts.names));
  const outcome = await parts.functions.run(spec.function, { Records });
  const kept = outcome.ok ? failedIds(spec, outcome.payload, messages) : new Set(messages.map((m) => m.message_id));
  if (kept.size > 0) {
    const cause = outcome.ok ? undefined : outcome.cause;
    parts.log.warn("messages stay in the queue", {
      queue: queue.name,
      function: spec.function,
      count: kept.size,
      cause,
    });
  }
  const done = messages.filter((message) => !kept.has(message.message_id));
  await Promise.all(
    done.map((message) =>
      parts.database.persist(`delete from ${queue.name}`, async () => {
        const now = parts.clock.now().getTime();
        // Past its visibility time a FIFO message is somebody else's again: then it is simply done twice.
        await deleteMessage(parts.database, queue, message, now).catch(ignoreExpired);
      }),
    ),
  );
  if (queue.fifo && done.length > 0) parts.arrivals.announce(queue.name);
}

function ignoreExpired(error: unknown): void {
  if (!(error instanceof Error && error.name === "InvalidParameterValue")) throw error;
}

/** An empty identifier, or one that is not in the batch, fails the batch as a whole: so Lambda has it. */
function failedIds(spec: ConsumerSpec, payload: unknown, messages: Received[]): Set<string> {
  if (spec.reportBatchItemFailures === false) return new Set();
  const parsed = partial.safeParse(payload);
  if (!parsed.success) return new Set();
  const ids = new Set(messages.map((message) => message.message_id));
  const failed = parsed.data.batchItemFailures.map((failure) => failure.itemIdentifier);
  return failed.every((id) => ids.has(id)) ? new Set(failed) : ids;
}

function record(message: Received, fifo: boolean, arn: string, names: Names): object {
  const own: MessageAttributes = message.attributes === null ? {} : JSON.parse(message.attributes);
  const messageAttributes = Object.fromEntries(
    Object.entries(own).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { dataType: DataType, stringValue: StringValue, binaryValue: BinaryValue },
    ]),
  );
  return {
    messageId: message.message_id,
    receiptHandle: receiptHandle(message),
    body: message.body,
    attributes: systemAttributes(message, fifo, names.account),
    messageAttributes,
    md5OfBody: message.body_md5,
    eventSource: "aws:sqs",
    eventSourceARN: arn,
    awsRegion: names.region,
  };
}
