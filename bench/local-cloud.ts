import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sfn from "@aws-sdk/client-sfn";
import * as sqs from "@aws-sdk/client-sqs";
import { systemClock } from "@hostwright/core/kernel/clock";
import { silent } from "@hostwright/core/kernel/log";
import { buildApp } from "fauxqs";
import { startCloud } from "../packages/local/src/cloud.ts";
import { startPostgres } from "../packages/local/src/postgres.ts";

/**
 * The local cloud, durable on PostgreSQL with fsync, against fauxqs, which keeps everything in memory, in the same run and
 * with the same SDK client; and what a transition between two states costs. Prints each target beside its result.
 */
const ROUNDS = 300;
const STATES = 50;
const TARGETS = { receiveMs: 5, transitionMs: 5, hundredMs: 5 };

const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const line = (what: string, result: string, target = "") =>
  console.log(`${what.padEnd(64)} ${result.padStart(12)}  ${target}`);

/** Milliseconds from the call of SendMessage until an idle long poll has the message, and of the sending alone. */
async function latency(endpoint: string): Promise<{ arrival: number; send: number }> {
  const client = new sqs.SQSClient({ endpoint, region: "eu-central-1", credentials, useQueueUrlAsEndpoint: false });
  const { QueueUrl } = await client.send(new sqs.CreateQueueCommand({ QueueName: "latency" }));
  const arrivals: number[] = [];
  const sends: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const polled = client
      .send(new sqs.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }))
      .then((received) => ({ received, at: performance.now() }));
    await new Promise((resolve) => setTimeout(resolve, 5)); // until the poll is idle
    const began = performance.now();
    await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: `message ${i}` }));
    sends.push(performance.now() - began);
    const { received, at } = await polled;
    arrivals.push(at - began);
    const ReceiptHandle = received.Messages?.[0]?.ReceiptHandle;
    await client.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  return { arrival: median(arrivals), send: median(sends) };
}

const names = Array.from({ length: STATES }, (_, index) => `s${index}`);
const chain = {
  StartAt: "s0",
  States: Object.fromEntries(
    names.map((name, index) => [
      name,
      {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: {
          FunctionName: "arn:aws:lambda:eu-central-1:000000000000:function:nothing",
          Payload: { "n.$": "$.n" },
        },
        ResultPath: null,
        ...(index + 1 < STATES ? { Next: `s${index + 1}` } : { End: true }),
      },
    ]),
  ),
};

async function execute(client: sfn.SFNClient, stateMachineArn: string): Promise<number> {
  const { executionArn } = await client.send(new sfn.StartExecutionCommand({ stateMachineArn, input: '{"n":1}' }));
  for (;;) {
    const found = await client.send(new sfn.DescribeExecutionCommand({ executionArn }));
    if (found.status === "SUCCEEDED") return Number(found.stopDate) - Number(found.startDate);
    if (found.status !== "RUNNING") throw new Error(`execution ${found.status}: ${found.cause}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const folder = await mkdtemp(join(tmpdir(), "hostwright-bench-"));
await chmod(folder, 0o755);
const postgres = await startPostgres({ directory: join(folder, "postgres"), log: () => {} });
const cloud = await startCloud({
  port: 0,
  databaseUrl: postgres.url,
  clock: systemClock,
  log: silent,
  stateMachines: [{ name: "chain", definition: chain }],
  invoke: async () => null,
});
const peer = buildApp({ logger: false });
try {
  const endpoint = await peer.listen({ host: "127.0.0.1", port: 0 });
  const [ours, theirs] = [await latency(cloud.url), await latency(endpoint)];
  line(
    "SendMessage to an idle long poll, durable (median)",
    `${ours.arrival.toFixed(2)} ms`,
    `target < ${TARGETS.receiveMs} ms`,
  );
  line(
    "  the same on fauxqs 2.4.1, in memory",
    `${theirs.arrival.toFixed(2)} ms`,
    `ratio ${(ours.arrival / theirs.arrival).toFixed(2)}`,
  );
  line("SendMessage alone, durable (median)", `${ours.send.toFixed(2)} ms`);
  line(
    "  the same on fauxqs 2.4.1, in memory",
    `${theirs.send.toFixed(2)} ms`,
    `ratio ${(ours.send / theirs.send).toFixed(2)}`,
  );

  const client = new sfn.SFNClient({ endpoint: cloud.url, region: "eu-central-1", credentials });
  const arn = cloud.stateMachineArn("chain");
  await execute(client, arn);
  const single = median([await execute(client, arn), await execute(client, arn), await execute(client, arn)]) / STATES;
  line("State transition, one execution", `${single.toFixed(2)} ms`, `target < ${TARGETS.transitionMs} ms`);
  const began = performance.now();
  await Promise.all(Array.from({ length: 100 }, () => execute(client, arn)));
  const hundred = (performance.now() - began) / (100 * STATES);
  line("State transition, 100 executions at once", `${hundred.toFixed(2)} ms`, `target < ${TARGETS.hundredMs} ms`);
} finally {
  await peer.close();
  await cloud.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
