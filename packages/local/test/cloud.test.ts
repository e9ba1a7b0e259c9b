import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendTaskSuccessCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { ended, functions, testCloud, until } from "./support.ts";

const invoke = "arn:aws:states:::lambda:invoke";
const FunctionName = "arn:aws:lambda:eu-central-1:000000000000:function:step";
const tokens: string[] = [];
const seen: unknown[] = [];
const tasked = z.object({ token: z.string() });

let local: Awaited<ReturnType<typeof testCloud>>;
beforeAll(async () => {
  local = await testCloud({
    queues: [{ name: "jobs.fifo", fifo: true }, { name: "events" }, { name: "inbox" }],
    stateMachines: [
      {
        name: "hostwright-test",
        definition: {
          StartAt: "ask",
          States: {
            ask: {
              Type: "Task",
              Resource: invoke,
              Parameters: { FunctionName, Payload: { "id.$": "$.id", phase: "do" } },
              ResultPath: "$.answer",
              OutputPath: "$",
              Next: "wait",
            },
            wait: {
              Type: "Task",
              Resource: `${invoke}.waitForTaskToken`,
              Parameters: { FunctionName, Payload: { "token.$": "$$.Task.Token" } },
              ResultPath: "$.called",
              End: true,
            },
          },
        },
      },
    ],
    rules: [{ name: "servers", pattern: { source: ["hostwright"] }, target: { queue: "events" } }],
    consumers: [{ queue: "inbox", function: "consume" }],
    schedules: [{ name: "tick", everySeconds: 1, function: "tick" }],
    invoke: functions({
      step: (event) => {
        const token = tasked.safeParse(event);
        if (token.success) tokens.push(token.data.token);
        return { event };
      },
      consume: (event) => void seen.push(event),
      tick: () => void seen.push("tick"),
    }),
  });
});
afterAll(() => local.drop());

test("runs an execution through a function and a task token", async () => {
  const stateMachineArn = local.cloud.stateMachineArn("hostwright-test");
  const { executionArn = "" } = await local.sfn.send(
    new StartExecutionCommand({ stateMachineArn, name: "act_1-1", input: '{"id":7}' }),
  );
  const taskToken = await until("token", () => tokens[0]);
  await local.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"vmid":100}' }));
  const { status, output = "" } = await ended(local.sfn, executionArn);
  expect(status).toBe("SUCCEEDED");
  expect(JSON.parse(output)).toMatchObject({
    id: 7,
    answer: { Payload: { event: { id: 7, phase: "do" } }, StatusCode: 200 },
    called: { vmid: 100 },
  });
});

test("delivers events to a queue and queue messages and ticks to functions", async () => {
  await local.events.send(
    new PutEventsCommand({ Entries: [{ Source: "hostwright", DetailType: "server.created", Detail: '{"a":1}' }] }),
  );
  const QueueUrl = (await local.sqs.send(new GetQueueUrlCommand({ QueueName: "events" }))).QueueUrl;
  const { Messages } = await local.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  expect(JSON.parse(Messages?.[0]?.Body ?? "")).toMatchObject({ "detail-type": "server.created", detail: { a: 1 } });
  await local.sqs.send(new SendMessageCommand({ QueueUrl: local.cloud.queueUrl("inbox"), MessageBody: "hello" }));
  await until("consumed", () => seen.find((event) => JSON.stringify(event).includes('"body":"hello"')));
  await until("tick", () => seen.find((event) => event === "tick"));
});
