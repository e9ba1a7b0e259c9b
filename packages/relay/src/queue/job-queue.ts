import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

/** A message as it came: ours until its visibility ends. */
export interface Delivery {
  readonly id: string;
  readonly body: string;
  readonly receipt: string;
  /** Message group: what has the same one is done in order. */
  readonly group: string;
  readonly receiveCount: number;
}

/** A location's job queue. */
export interface JobQueue {
  /** Waits up to `waitSeconds` for messages, which are then ours for `visibilitySeconds`. */
  receive(options: {
    max: number;
    waitSeconds: number;
    visibilitySeconds: number;
    signal: AbortSignal;
  }): Promise<Delivery[]>;
  /** Visibility counts from now; 0 hands back. @returns receipts that are no longer ours. */
  extend(deliveries: Delivery[], visibilitySeconds: number): Promise<Set<string>>;
  remove(delivery: Delivery): Promise<void>;
}

export class SqsJobQueue implements JobQueue {
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  async receive({
    max,
    waitSeconds,
    visibilitySeconds,
    signal,
  }: Parameters<JobQueue["receive"]>[0]): Promise<Delivery[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#url,
        MaxNumberOfMessages: Math.min(max, 10),
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: visibilitySeconds,
        MessageSystemAttributeNames: ["MessageGroupId", "ApproximateReceiveCount"],
      }),
      { abortSignal: signal },
    );
    return Messages.flatMap(({ MessageId, ReceiptHandle, Body, Attributes }) =>
      MessageId && ReceiptHandle
        ? [
            {
              id: MessageId,
              body: Body ?? "",
              receipt: ReceiptHandle,
              group: Attributes?.MessageGroupId ?? MessageId,
              receiveCount: Number(Attributes?.ApproximateReceiveCount ?? 1),
            },
          ]
        : [],
    );
  }

  async extend(deliveries: Delivery[], visibilitySeconds: number): Promise<Set<string>> {
    const lost = new Set<string>();
    for (let at = 0; at < deliveries.length; at += 10) {
      const batch = deliveries.slice(at, at + 10);
      const { Failed = [] } = await this.#sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: this.#url,
          Entries: batch.map(({ receipt }, index) => ({
            Id: String(index),
            ReceiptHandle: receipt,
            VisibilityTimeout: visibilitySeconds,
          })),
        }),
      );
      for (const { Id, SenderFault } of Failed) {
        const delivery = batch[Number(Id)];
        // Not our fault: SQS's own trouble, which the next attempt may not have.
        if (delivery && SenderFault) lost.add(delivery.receipt);
      }
    }
    return lost;
  }

  async remove(delivery: Delivery): Promise<void> {
    await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle: delivery.receipt }));
  }
}
