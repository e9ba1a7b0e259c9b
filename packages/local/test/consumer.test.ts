import { GetQueueAttributesCommand, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { SteppedClock } from "@hostwright/core/kernel/clock";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { functions, testCloud, until } from "./support.ts";

const event = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      eventSource: z.literal("aws:sqs"),
      eventSourceARN: z.string(),
    }),
  ),
});
const clock = new SteppedClock();
const batches: string[][] = [];
let respond: (records: z.infer<typeof event>["Records"]) => unknown = () => null;
let local: Awaited<ReturnType<typeof testCloud>>;

beforeAll(async () => {
  local = await testCloud({
    clock,
    queues: [
      { name: "work", visibilitySeconds: 60 },
      { name: "work.fifo", fifo: true, visibilitySeconds: 60 },
    ],
    consumers: [
      { queue: "work", function: "work", batchSize: 10, concurrency: 1 },
      { queue: "work.fifo", function: "work", batchSize: 1, concurrency: 4 },
    ],
    invoke: functions({
      work: (raw) => {
        const { Records } = event.parse(raw);
        batches.push(Records.map((record) => record.body));
        return respond(Records);
      },
    }),
  });
});
afterAll(() => local.drop());
beforeEach(() => {
  batches.length = 0;
  respond = () => null;
});

const send = (queue: string, bodies: string[]) => {
  const ids = (body: string) => ({ MessageGroupId: body.slice(0, 1), MessageDeduplicationId: body });
  const Entries = bodies.map((body) => ({ Id: body, MessageBody: body, ...(queue.endsWith(".fifo") && ids(body)) }));
  return local.sqs.send(new SendMessageBatchCommand({ QueueUrl: local.cloud.queueUrl(queue), Entries }));
};
const empty = (queue: string) =>
  until(`${queue} is empty`, async () => {
    const command = new GetQueueAttributesCommand({ QueueUrl: local.cloud.queueUrl(queue), AttributeNames: ["All"] });
    const { Attributes: counts } = await local.sqs.send(command);
    const left = Number(counts?.ApproximateNumberOfMessages) + Number(counts?.ApproximateNumberOfMessagesNotVisible);
    return left === 0 ? true : undefined;
  });
const received = (count: number) =>
  until(`${count} received`, () => (batches.flat().length >= count ? true : undefined));

test("keeps only the messages the function names as failed", async () => {
  respond = (records) => ({
    batchItemFailures: records
      .filter(({ body }) => body === "b")
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  });
  await send("work", ["a", "b", "c"]);
  await received(3);
  respond = () => ({ batchItemFailures: [] });
  await clock.advance(60_000);
  await empty("work");
  expect(batches.flat().sort()).toEqual(["a", "b", "b", "c"]);
});

test("keeps the whole batch when the function throws, or names a message that is not in it", async () => {
  respond = () => {
    throw new Error("no");
  };
  await send("work", ["a"]);
  await received(1);
  respond = () => ({ batchItemFailures: [{ itemIdentifier: "" }] });
  await clock.advance(60_000);
  await received(2);
  respond = () => null;
  await clock.advance(60_000);
  await empty("work");
  expect(batches).toEqual([["a"], ["a"], ["a"]]);
});

test("hands a group's messages over one after another, and groups side by side", async () => {
  const open = new Map<string, () => void>();
  respond = ([record]) => new Promise<void>((resolve) => open.set(record?.body ?? "", resolve));
  await send("work.fifo", ["a1", "a2", "b1"]);
  await received(2);
  expect([...open.keys()].sort()).toEqual(["a1", "b1"]);
  open.get("a1")?.();
  await received(3);
  expect([...open.keys()].sort()).toEqual(["a1", "a2", "b1"]);
  open.get("a2")?.();
  open.get("b1")?.();
  await empty("work.fifo");
});
