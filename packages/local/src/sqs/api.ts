import type { Clock } from "@hostwright/core/kernel/clock";
import { z } from "zod";
import { AwsError } from "../aws/error.ts";
import type { Names } from "../aws/names.ts";
import { operation, type Service } from "../aws/operation.ts";
import type { Database } from "../store/database.ts";
import type { Arrivals } from "./arrivals.ts";
import { checkBatch, type EntryResult, failedEntries, settleEach } from "./batch.ts";
import { batch, invalid, invalidAttributeName } from "./errors.ts";
import { checkMessage, messageInput } from "./message.ts";
import { MAX_MESSAGE_BYTES, type Queue } from "./queue.ts";
import type { Queues } from "./queues.ts";
import type { Receiver } from "./receive.ts";
import { messageOutput } from "./received-output.ts";
import { sequenceNumber, storeMessages } from "./send.ts";
import { changeVisibility, deleteMessage, parseReceiptHandle } from "./settle.ts";

export interface SqsParts {
  database: Database;
  clock: Clock;
  queues: Queues;
  arrivals: Arrivals;
  receiver: Receiver;
  names: Names;
}

const CODE = "InvalidParameterValue";
const at = z.object({ QueueUrl: z.string() });
const strings = z.record(z.string(), z.string());
const receiveInput = at.extend({
  MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
  WaitTimeSeconds: z.number().int().min(0).max(20).optional(),
  VisibilityTimeout: z.number().int().min(0).max(43_200).optional(),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.string()).default([]),
  ReceiveRequestAttemptId: z.string().min(1).max(128).optional(),
});
const handleInput = z.object({ ReceiptHandle: z.string() });
const visibilityInput = handleInput.extend({ VisibilityTimeout: z.number() });
const entry = z.object({ Id: z.string() });

/** SQS as the system uses it: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ */
export function sqsService(parts: SqsParts): Service {
  const { database, clock, queues, arrivals, names } = parts;
  const now = () => clock.now().getTime();

  const remove = async (queue: Queue, handle: string) => {
    await deleteMessage(database, queue, parseReceiptHandle(handle), now());
    if (queue.fifo) arrivals.announce(queue.name);
  };
  const change = async (queue: Queue, handle: string, seconds: number) => {
    await changeVisibility(database, queue, parseReceiptHandle(handle), seconds, now());
    arrivals.announce(queue.name);
  };

  const operations: Service["operations"] = {
    CreateQueue: operation(
      CODE,
      z.object({ QueueName: z.string(), Attributes: strings.default({}) }),
      async (input) => {
        const queue = await queues.create(input.QueueName, input.Attributes);
        return { QueueUrl: names.queueUrl(queue.name) };
      },
    ),
    SetQueueAttributes: operation(CODE, at.extend({ Attributes: strings }), async (input) => {
      const queue = await queues.setAttributes(queues.at(input.QueueUrl), input.Attributes);
      arrivals.announce(queue.name);
      return {};
    }),
    GetQueueUrl: operation(CODE, z.object({ QueueName: z.string() }), async (input) => ({
      QueueUrl: names.queueUrl(queues.named(input.QueueName).name),
    })),
    GetQueueAttributes: operation(
      CODE,
      at.extend({ AttributeNames: z.array(z.string()).default([]) }),
      async (input) => {
        const queue = queues.at(input.QueueUrl);
        const { visible, in_flight, delayed } = await queues.counts(queue);
        const known: Record<string, string> = {
          QueueArn: names.queueArn(queue.name),
          ApproximateNumberOfMessages: String(visible),
          ApproximateNumberOfMessagesNotVisible: String(in_flight),
          ApproximateNumberOfMessagesDelayed: String(delayed),
          CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
          LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
          SqsManagedSseEnabled: "true",
          ...(queue.fifo && {
            ContentBasedDeduplication: "false",
            DeduplicationScope: "queue",
            FifoThroughputLimit: "perQueue",
          }),
          ...queue.attributes,
        };
        if (input.AttributeNames.includes("All")) return { Attributes: known };
        const chosen = input.AttributeNames.map((name) => [name, known[name]]);
        const unknown = input.AttributeNames.find((name) => !/^[A-Z][A-Za-z]+$/.test(name));
        if (unknown !== undefined) throw invalidAttributeName(unknown);
        return { Attributes: Object.fromEntries(chosen.filter(([, value]) => value !== undefined)) };
      },
    ),
    SendMessage: operation(CODE, at.extend(messageInput.shape), async (input) => {
      const queue = queues.at(input.QueueUrl);
      const message = checkMessage(queue, input);
      const [sent] = await storeMessages(database, queue, [message], now());
      if (!sent) throw new Error("a message was not stored");
      arrivals.announce(queue.name, message.delayMs === 0 ? 1 : undefined);
      return {
        MessageId: sent.messageId,
        MD5OfMessageBody: message.bodyMd5,
        ...(message.attributesMd5 && { MD5OfMessageAttributes: message.attributesMd5 }),
        ...(queue.fifo && { SequenceNumber: sequenceNumber(sent.sequence) }),
      };
    }),
    SendMessageBatch: operation(
      CODE,
      at.extend({ Entries: z.array(entry.extend(messageInput.shape)).default([]) }),
      async (input) => {
        const queue = queues.at(input.QueueUrl);
        checkBatch(input.Entries);
        const checked = input.Entries.map((item): EntryResult<ReturnType<typeof checkMessage>> => {
          try {
            return { id: item.Id, value: checkMessage(queue, item) };
          } catch (error) {
            if (error instanceof AwsError) return { id: item.Id, error };
            throw error;
          }
        });
        const good = checked.filter((item) => "value" in item);
        const bytes = good.reduce((sum, item) => sum + item.value.bytes, 0);
        if (bytes > MAX_MESSAGE_BYTES) throw batch.tooLong(bytes);
        const messages = good.map((item) => item.value);
        const sent = messages.length > 0 ? await storeMessages(database, queue, messages, now()) : [];
        arrivals.announce(queue.name);
        const Successful = good.map(({ id, value }, index) => ({
          Id: id,
          MessageId: sent[index]?.messageId,
          MD5OfMessageBody: value.bodyMd5,
          ...(value.attributesMd5 && { MD5OfMessageAttributes: value.attributesMd5 }),
          ...(queue.fifo && { SequenceNumber: sequenceNumber(sent[index]?.sequence ?? 0) }),
        }));
        return { Successful, Failed: failedEntries(checked) };
      },
    ),
    ReceiveMessage: operation(CODE, receiveInput, async (input, { signal }) => {
      const queue = queues.at(input.QueueUrl);
      if (input.ReceiveRequestAttemptId !== undefined && !queue.fifo) {
        throw invalid("ReceiveRequestAttemptId is for FIFO queues only.");
      }
      const messages = await parts.receiver.receive(queue, {
        most: input.MaxNumberOfMessages,
        waitMs: input.WaitTimeSeconds === undefined ? queue.waitMs : input.WaitTimeSeconds * 1000,
        visibilityMs: input.VisibilityTimeout === undefined ? undefined : input.VisibilityTimeout * 1000,
        attemptId: input.ReceiveRequestAttemptId,
        signal,
      });
      const system = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
      const outputs = messages.map((message) =>
        messageOutput(message, { fifo: queue.fifo, account: names.account, system, own: input.MessageAttributeNames }),
      );
      return outputs.length > 0 ? { Messages: outputs } : {};
    }),
    DeleteMessage: operation(CODE, at.extend(handleInput.shape), async (input) => {
      await remove(queues.at(input.QueueUrl), input.ReceiptHandle);
      return {};
    }),
    DeleteMessageBatch: operation(
      CODE,
      at.extend({ Entries: z.array(entry.extend(handleInput.shape)).default([]) }),
      async (input) => {
        const queue = queues.at(input.QueueUrl);
        return settleEach(input.Entries, (item) => remove(queue, item.ReceiptHandle));
      },
    ),
    ChangeMessageVisibility: operation(CODE, at.extend(visibilityInput.shape), async (input) => {
      await change(queues.at(input.QueueUrl), input.ReceiptHandle, input.VisibilityTimeout);
      return {};
    }),
    ChangeMessageVisibilityBatch: operation(
      CODE,
      at.extend({ Entries: z.array(entry.extend(visibilityInput.shape)).default([]) }),
      async (input) => {
        const queue = queues.at(input.QueueUrl);
        return settleEach(input.Entries, (item) => change(queue, item.ReceiptHandle, item.VisibilityTimeout));
      },
    ),
  };
  return { target: "AmazonSQS", namespace: "com.amazonaws.sqs", protocol: "1.0", operations };
}
