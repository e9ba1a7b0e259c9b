import { setTimeout as delay } from "node:timers/promises";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { systemClock } from "@hostwright/core/kernel/clock";
import { silent } from "@hostwright/core/kernel/log";
import { z } from "zod";
import { FunctionNotFound, startCloud } from "../src/cloud.ts";
import { clientsOf } from "./clients.ts";

/** A cloud as a process of its own, to be killed: `node child-cloud.ts <database url> <port>`. */
const [databaseUrl = "", port = "0"] = process.argv.slice(2);
const invoke = "arn:aws:states:::lambda:invoke";
const FunctionName = "arn:aws:lambda:eu-central-1:000000000000:function:work";
const retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 50 }];
const step = (phase: string, Next: string) => ({
  Type: "Task",
  Resource: invoke,
  Parameters: { FunctionName, Payload: { phase, "n.$": "$.n" } },
  ResultPath: `$.${phase}`,
  Retry: retry,
  Next,
});

const work = z.object({ phase: z.string(), n: z.number(), token: z.string().optional() });

const cloud = await startCloud({
  port: Number(port),
  databaseUrl,
  clock: systemClock,
  log: silent,
  queues: [
    { name: "jobs.fifo", fifo: true, visibilitySeconds: 2 },
    { name: "ordered.fifo", fifo: true, visibilitySeconds: 2 },
    { name: "inbox", visibilitySeconds: 2 },
    { name: "handled", visibilitySeconds: 2 },
  ],
  consumers: [{ queue: "inbox", function: "forward" }],
  stateMachines: [
    {
      name: "saga",
      definition: {
        StartAt: "first",
        States: {
          first: step("one", "pause"),
          pause: { Type: "Wait", Seconds: 1, Next: "relay" },
          relay: {
            Type: "Task",
            Resource: `${invoke}.waitForTaskToken`,
            Parameters: { FunctionName, Payload: { phase: "relay", "n.$": "$.n", "token.$": "$$.Task.Token" } },
            ResultPath: "$.relay",
            Retry: retry,
            Next: "last",
          },
          last: step("two", "done"),
          done: { Type: "Succeed" },
        },
      },
    },
  ],
  async invoke(name, event) {
    if (name === "forward") {
      const { Records } = z.object({ Records: z.array(z.object({ body: z.string() })) }).parse(event);
      for (const { body } of Records) await send("handled", { MessageBody: body });
      return { batchItemFailures: [] };
    }
    if (name !== "work") throw new FunctionNotFound(name);
    const { phase, n, token } = work.parse(event);
    await delay(20);
    if (token === undefined) return n;
    const ids = { MessageGroupId: `group-${n % 5}`, MessageDeduplicationId: token.slice(-60) };
    await send("jobs.fifo", { MessageBody: JSON.stringify({ n, token, phase }), ...ids });
    return null;
  },
});
const { sqs } = clientsOf(cloud);
const send = (queue: string, message: { MessageBody: string }) =>
  sqs.send(new SendMessageCommand({ QueueUrl: cloud.queueUrl(queue), ...message }));
process.send?.({ port: cloud.port });
