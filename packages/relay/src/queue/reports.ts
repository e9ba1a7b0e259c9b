import { randomUUID } from "node:crypto";
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { RelayMessage } from "@hostwright/core/action/jobs";
import type { ObservationMessage } from "@hostwright/core/monitoring/jobs";

export type Report = RelayMessage | ObservationMessage;

/** Where everything a relay has to say goes. Resolves when the queue has it. */
export interface Reports {
  send(message: Report): Promise<void>;
}

interface Waiting {
  message: Report;
  sent(): void;
  failed(error: unknown): void;
}

/** Batches of at most ten at a time; what comes up while one is on its way goes with the next. */
const BATCH = 10;
const AT_ONCE = 4;

/**
 * The results queue. Messages of one job keep their order because the sender waits for each before the next; a result
 * is deduplicated by job and try, so that the second of two relays says nothing new.
 */
export class SqsReports implements Reports {
  readonly #sqs: SQSClient;
  readonly #url: string;
  readonly #waiting: Waiting[] = [];
  #sending = 0;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  send(message: Report): Promise<void> {
    return new Promise((sent, failed) => {
      this.#waiting.push({ message, sent, failed });
      // After this turn of the loop, so that jobs ending together share a request.
      setImmediate(() => void this.#drain());
    });
  }

  async #drain(): Promise<void> {
    if (this.#sending >= AT_ONCE) return;
    const batch = this.#waiting.splice(0, BATCH);
    if (batch.length === 0) return;
    this.#sending += 1;
    try {
      await this.#sendBatch(batch);
    } catch (error) {
      for (const { failed } of batch) failed(error);
    } finally {
      this.#sending -= 1;
    }
    void this.#drain();
  }

  async #sendBatch(batch: Waiting[]): Promise<void> {
    const answer = await this.#sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: this.#url,
        Entries: batch.map(({ message }, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(message),
          MessageGroupId: groupOf(message),
          MessageDeduplicationId: message.type === "result" ? `${message.job}.${message.try}` : randomUUID(),
        })),
      }),
    );
    const refused = new Map((answer.Failed ?? []).map((entry) => [Number(entry.Id), entry.Code ?? "refused"]));
    batch.forEach(({ sent, failed }, index) => {
      const code = refused.get(index);
      if (code === undefined) sent();
      else failed(new Error(`the results queue refused a message: ${code}`));
    });
  }
}

/** What must be taken in the order it was said. */
function groupOf(message: Report): string {
  switch (message.type) {
    case "heartbeat":
      return `relay.${message.relay}`;
    case "observation":
      return `observed.${message.relay}.${message.endpoint}`;
    case "progress":
    case "result":
      return message.job;
  }
}
