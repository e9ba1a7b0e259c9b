import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { SteppedClock } from "@hostwright/core/kernel/clock";
import { expect, test } from "vitest";
import { functions, testCloud, until } from "./support.ts";

test("what a function had in hand when the cloud ended is taken up at once by the next", async () => {
  const handled: string[] = [];
  const dying = () => new Promise(() => handled.push("begun"));
  const options = {
    clock: new SteppedClock(),
    queues: [{ name: "work.fifo", fifo: true, visibilitySeconds: 3600 }],
    consumers: [{ queue: "work.fifo", function: "work", concurrency: 1 }],
  };
  const first = await testCloud({ ...options, invoke: functions({ work: dying }) });
  const message = { MessageBody: "job", MessageGroupId: "g", MessageDeduplicationId: "1" };
  await first.sqs.send(new SendMessageCommand({ QueueUrl: first.cloud.queueUrl("work.fifo"), ...message }));
  await until("the function has it", () => (handled.length === 1 ? true : undefined));

  // Not waited for: closing would wait for the function, which never ends.
  void first.cloud.close();
  const done = () => void handled.push("done");
  const second = await until("the database is free", () =>
    first.again({ invoke: functions({ work: done }) }).catch(() => undefined),
  );
  await until("the next cloud has done it", () => (handled.length === 2 ? true : undefined));
  expect(handled).toEqual(["begun", "done"]);
  await second.close();
});
