import * as sfn from "@aws-sdk/client-sfn";
import * as sqs from "@aws-sdk/client-sqs";
import { SteppedClock } from "@hostwright/core/kernel/clock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientsOf } from "./clients.ts";
import { ended, functions, testCloud, until } from "./support.ts";

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const invoke = "arn:aws:states:::lambda:invoke";
const FunctionName = "arn:aws:lambda:eu-central-1:000000000000:function:work";

const clock = new SteppedClock();
const calls: { at: number; event: unknown }[] = [];
const slow: PromiseWithResolvers<string>[] = [];
let fail = 0;
let local: Awaited<ReturnType<typeof testCloud>>;

const task = (more: object) => ({
  Type: "Task",
  Resource: invoke,
  Parameters: { FunctionName, Payload: { "token.$": "$$.Task.Token" } },
  ...more,
});
const callback = (more: object) => task({ Resource: `${invoke}.waitForTaskToken`, End: true, ...more });
const machines = {
  wait: { StartAt: "w", States: { w: { Type: "Wait", Seconds: (13 * DAY) / 1000, End: true } } },
  limited: { StartAt: "w", TimeoutSeconds: 60, States: { w: { Type: "Wait", Seconds: 3600, End: true } } },
  relay: { StartAt: "r", States: { r: callback({ TimeoutSeconds: (14 * DAY) / 1000 }) } },
  beating: { StartAt: "r", States: { r: callback({ HeartbeatSeconds: 60 }) } },
  late: {
    StartAt: "r",
    States: {
      r: {
        Type: "Task",
        Resource: FunctionName.replace("work", "slow"),
        TimeoutSeconds: 10,
        Retry: [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 1, MaxAttempts: 1 }],
        End: true,
      },
    },
  },
  retrying: {
    StartAt: "r",
    States: {
      r: {
        Type: "Task",
        Resource: FunctionName,
        Retry: [{ ErrorEquals: ["Flaky"], IntervalSeconds: 10, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 60 }],
        End: true,
      },
    },
  },
};

beforeAll(async () => {
  local = await testCloud({
    clock,
    queues: [
      { name: "plain", visibilitySeconds: 3600 },
      { name: "kept", retentionSeconds: 14 * 24 * 3600 },
      { name: "dedup.fifo", fifo: true },
      { name: "failing", visibilitySeconds: 60, dlq: "dead", maxReceiveCount: 3 },
      { name: "dead" },
    ],
    consumers: [{ queue: "failing", function: "work", concurrency: 1 }],
    schedules: [{ name: "hourly", everySeconds: 3600, function: "tick", payload: { hourly: true } }],
    stateMachines: Object.entries(machines).map(([name, definition]) => ({ name, definition })),
    invoke: functions({
      work: (event) => {
        calls.push({ at: clock.now().getTime(), event });
        if (fail-- > 0) throw Object.assign(new Error("again"), { name: "Flaky" });
        return "done";
      },
      slow: () => {
        const answer = Promise.withResolvers<string>();
        slow.push(answer);
        return answer.promise;
      },
      tick: (event) => void calls.push({ at: clock.now().getTime(), event }),
    }),
  });
});
afterAll(() => local.drop());

const url = (queue: string) => local.cloud.queueUrl(queue);
const send = (queue: string, MessageBody: string, more: object = {}) =>
  local.sqs.send(new sqs.SendMessageCommand({ QueueUrl: url(queue), MessageBody, ...more }));
const receive = async (queue: string, WaitTimeSeconds = 0) =>
  (await local.sqs.send(new sqs.ReceiveMessageCommand({ QueueUrl: url(queue), WaitTimeSeconds }))).Messages ?? [];
const start = async (name: keyof typeof machines) => {
  const stateMachineArn = local.cloud.stateMachineArn(name);
  return (await local.sfn.send(new sfn.StartExecutionCommand({ stateMachineArn }))).executionArn ?? "";
};
const status = async (executionArn: string) =>
  (await local.sfn.send(new sfn.DescribeExecutionCommand({ executionArn }))).status;
/** The token of the next task to ask for it. */
const nextToken = async (from: number) => {
  const call = await until("a call", () =>
    calls.slice(from).find(({ event }) => Object.hasOwn(Object(event), "token")),
  );
  return String(Reflect.get(Object(call.event), "token"));
};

test("hides a message for its hour and not longer", async () => {
  await send("plain", "hidden");
  expect(await receive("plain")).toHaveLength(1);
  await clock.advance(HOUR - 1);
  expect(await receive("plain")).toHaveLength(0);
  await clock.advance(1);
  expect(await receive("plain")).toHaveLength(1);
});

test("wakes a long poll when a message turns visible", async () => {
  await send("kept", "later", { DelaySeconds: 15 });
  const polled = receive("kept", 20);
  // The poll has begun once its timer stands beside the others'.
  await until("the poll", async () => ((clock.untilNext ?? 0) <= 15_000 ? true : undefined));
  await clock.advance(15_000);
  expect(await polled).toMatchObject([{ Body: "later" }]);
});

test("keeps a message fourteen days and not longer", async () => {
  await send("kept", "old");
  await clock.advance(14 * DAY - 1);
  expect(await receive("kept")).toMatchObject([{ Body: "old" }]);
  await clock.advance(HOUR);
  expect(await receive("kept")).toHaveLength(0);
});

test("forgets a deduplication id after five minutes", async () => {
  const ids = { MessageGroupId: "g", MessageDeduplicationId: "id" };
  const first = await send("dedup.fifo", "1", ids);
  await clock.advance(5 * 60_000 - 1);
  expect((await send("dedup.fifo", "1", ids)).MessageId).toBe(first.MessageId);
  await clock.advance(1);
  expect((await send("dedup.fifo", "1", ids)).MessageId).not.toBe(first.MessageId);
});

test("waits thirteen days in one state", async () => {
  const executionArn = await start("wait");
  await clock.advance(7 * DAY);
  expect(await status(executionArn)).toBe("RUNNING");
  await clock.advance(6 * DAY - 1);
  expect(await status(executionArn)).toBe("RUNNING");
  await clock.advance(1);
  expect(await ended(local.sfn, executionArn)).toMatchObject({ status: "SUCCEEDED" });
});

test("takes up waits and hidden messages where a restart left them", async () => {
  const options = {
    queues: [{ name: "q", visibilitySeconds: 3600, retentionSeconds: 14 * 24 * 3600 }],
    stateMachines: [{ name: "wait", definition: machines.wait }],
  };
  const own = await testCloud({ clock, ...options });
  const stateMachineArn = own.cloud.stateMachineArn("wait");
  const { executionArn = "" } = await own.sfn.send(new sfn.StartExecutionCommand({ stateMachineArn }));
  await own.sqs.send(new sqs.SendMessageCommand({ QueueUrl: own.cloud.queueUrl("q"), MessageBody: "kept" }));
  await own.sqs.send(new sqs.ReceiveMessageCommand({ QueueUrl: own.cloud.queueUrl("q") }));
  await own.cloud.close();
  await clock.advance(13 * DAY - 1);
  const again = await own.again();
  const clients = clientsOf(again);
  const QueueUrl = again.queueUrl("q");
  const { Messages } = await clients.sqs.send(new sqs.ReceiveMessageCommand({ QueueUrl }));
  expect(Messages).toMatchObject([{ Body: "kept" }]);
  await clock.advance(1);
  expect(await ended(clients.sfn, executionArn)).toMatchObject({ status: "SUCCEEDED" });
  await again.close();
  await own.drop();
});

test("waits thirteen days for a token, and no longer than it may", async () => {
  const [early, late] = [await start("relay"), await start("relay")];
  const before = calls.length - 2;
  await until("both calls", () => (calls.length >= before + 2 ? true : undefined));
  const taskToken = await nextToken(Math.max(0, before));
  await clock.advance(13 * DAY);
  await local.sfn.send(new sfn.SendTaskSuccessCommand({ taskToken, output: '"vm"' }));
  const first = await Promise.race([ended(local.sfn, early), ended(local.sfn, late)]);
  expect(first).toMatchObject({ status: "SUCCEEDED", output: '"vm"' });
  await expect(local.sfn.send(new sfn.SendTaskSuccessCommand({ taskToken, output: "1" }))).rejects.toBeInstanceOf(
    sfn.TaskTimedOut,
  );
  await clock.advance(DAY);
  const other = first.executionArn === early ? late : early;
  expect(await ended(local.sfn, other)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
});

test("ends a task whose heartbeat stays away", async () => {
  const before = calls.length;
  const executionArn = await start("beating");
  const taskToken = await nextToken(before);
  for (let i = 0; i < 3; i++) {
    await clock.advance(50_000);
    await local.sfn.send(new sfn.SendTaskHeartbeatCommand({ taskToken }));
  }
  expect(await status(executionArn)).toBe("RUNNING");
  await clock.advance(60_000);
  expect(await ended(local.sfn, executionArn)).toMatchObject({ status: "FAILED", error: "States.HeartbeatTimeout" });
});

test("retries with growing pauses up to the longest", async () => {
  fail = 4;
  const before = calls.length;
  const began = clock.now().getTime();
  const executionArn = await start("retrying");
  for (const [index, pause] of [10, 30, 60, 60].entries()) {
    // A failure in the history has its next attempt stored with it.
    const failures = async () => {
      const { events = [] } = await local.sfn.send(new sfn.GetExecutionHistoryCommand({ executionArn }));
      return events.filter((event) => event.type === "LambdaFunctionFailed").length;
    };
    await until("the failed call", async () => ((await failures()) === index + 1 ? true : undefined));
    await clock.advance(pause * 1000);
  }
  expect(await ended(local.sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: '"done"' });
  expect(calls.slice(before).map((call) => (call.at - began) / 1000)).toEqual([0, 10, 40, 100, 160]);
});

test("takes no answer from an attempt that was given up", async () => {
  const executionArn = await start("late");
  const first = await until("the first call", () => slow[0]);
  await clock.advance(10_000);
  const second = await until("the second call", async () => {
    await clock.advance(1000);
    return slow[1];
  });
  first.resolve("stale");
  await first.promise;
  expect(await status(executionArn)).toBe("RUNNING");
  second.resolve("fresh");
  expect(await ended(local.sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: '"fresh"' });
});

test("ends an execution that takes too long as a whole", async () => {
  const executionArn = await start("limited");
  await clock.advance(60_000);
  expect(await ended(local.sfn, executionArn)).toMatchObject({ status: "TIMED_OUT" });
});

test("gives a failing message again and then to the dead-letter queue", async () => {
  const before = calls.length;
  fail = 3;
  await send("failing", "poison");
  for (let i = 1; i <= 3; i++) {
    await until("the failed call", () => (calls.length >= before + i ? true : undefined));
    await clock.advance(60_000);
  }
  expect(await until("the dead letter", async () => (await receive("dead"))[0])).toMatchObject({ Body: "poison" });
});

test("calls a scheduled function at its hours, once for hours missed", async () => {
  const ticks = () => calls.filter(({ event }) => Object.hasOwn(Object(event), "hourly")).length;
  const settled = ticks();
  await clock.advance(HOUR);
  await until("the tick", () => (ticks() > settled ? true : undefined));
});
