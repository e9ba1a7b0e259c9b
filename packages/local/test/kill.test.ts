import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as sfn from "@aws-sdk/client-sfn";
import * as sqs from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { awsNames } from "../src/aws/names.ts";
import { freePort } from "../src/postgres/port.ts";
import { type RunningPostgres, startPostgres } from "../src/postgres.ts";
import { clientsOf } from "./clients.ts";

const EXECUTIONS = 50;
const GROUPS = 4;
const ORDERED = 40;
const PLAIN = 60;
const KILLS = 9;

let folder: string;
let postgres: RunningPostgres;
let cloud: ChildProcess;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hostwright-kill-"));
  await chmod(folder, 0o755);
  port = await freePort();
  await runPostgres();
  await runCloud();
});
afterAll(async () => {
  cloud?.kill("SIGKILL");
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function runPostgres(): Promise<void> {
  postgres = await startPostgres({ directory: join(folder, "postgres"), log: () => {} });
}

async function runCloud(): Promise<void> {
  cloud = fork(new URL("./child-cloud.ts", import.meta.url), [postgres.url, String(port)]);
  await Promise.race([
    once(cloud, "message"),
    once(cloud, "exit").then(() => Promise.reject(new Error("did not start"))),
  ]);
}

/** A moment somewhere in the traffic; then it dies as if the power had gone, and comes back. */
async function kill(what: "cloud" | "postgres"): Promise<void> {
  await delay(50 + Math.random() * 500);
  if (what === "cloud") {
    cloud.kill("SIGKILL");
    await once(cloud, "exit");
    await runCloud();
  } else {
    process.kill(postgres.pid, "SIGKILL");
    await postgres.exited;
    await runPostgres();
  }
}

/** Repeats what the SDK gave up on, as a client does that must get through. */
async function insist<T>(
  attempt: () => Promise<T>,
  settled: (error: Error) => boolean = () => false,
): Promise<T | undefined> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (settled(error)) return undefined;
      if (error instanceof sqs.SQSServiceException || error instanceof sfn.SFNServiceException) {
        if (error.$fault === "client") throw error;
      }
      await delay(20);
    }
  }
}

test("loses nothing to kill -9 of the cloud and of PostgreSQL, and keeps FIFO order", {
  timeout: 120_000,
}, async () => {
  const names = awsNames("eu-central-1", "000000000000", () => `http://127.0.0.1:${port}`);
  const clients = clientsOf({ url: `http://127.0.0.1:${port}`, region: names.region });
  const finished = new AbortController();

  const receive = (queue: string) =>
    insist(() =>
      clients.sqs.send(
        new sqs.ReceiveMessageCommand({ QueueUrl: names.queueUrl(queue), WaitTimeSeconds: 1, MaxNumberOfMessages: 5 }),
      ),
    );
  /** False when the message is no longer this receiver's: its visibility ran out while the cloud was away. */
  const remove = async (queue: string, { ReceiptHandle }: sqs.Message) => {
    const command = new sqs.DeleteMessageCommand({ QueueUrl: names.queueUrl(queue), ReceiptHandle });
    const expired = (error: Error) => error.name === "InvalidParameterValue";
    return (await insist(() => clients.sqs.send(command), expired)) !== undefined;
  };
  const drain = async (queue: string, take: (body: string) => Promise<void>) => {
    while (!finished.signal.aborted) {
      for (const message of (await receive(queue))?.Messages ?? []) {
        await take(message.Body ?? "");
        // Going on with the batch would be working on what may be somebody else's by now.
        if (!(await remove(queue, message))) break;
      }
    }
  };

  const job = z.object({ n: z.number(), token: z.string() });
  const relay = drain("jobs.fifo", async (body) => {
    const { n, token: taskToken } = job.parse(JSON.parse(body));
    const closed = (error: Error) => ["TaskTimedOut", "TaskDoesNotExist"].includes(error.name);
    await insist(
      () => clients.sfn.send(new sfn.SendTaskSuccessCommand({ taskToken, output: `{"vmid":${n}}` })),
      closed,
    );
  });
  const ordered: string[] = [];
  const takeOrdered = drain("ordered.fifo", async (body) => void ordered.push(body));
  const handled = new Set<string>();
  const takeHandled = drain("handled", async (body) => void handled.add(body));

  const sendOrdered = async (group: number) => {
    for (let i = 1; i <= ORDERED; i++) {
      const ids = { MessageGroupId: `g${group}`, MessageDeduplicationId: `${group}-${i}` };
      const QueueUrl = names.queueUrl("ordered.fifo");
      await insist(() =>
        clients.sqs.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: `${group}:${i}`, ...ids })),
      );
      await delay(Math.random() * 100);
    }
  };
  const sendPlain = async () => {
    for (let i = 1; i <= PLAIN; i++) {
      const QueueUrl = names.queueUrl("inbox");
      await insist(() => clients.sqs.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: `m${i}` })));
      await delay(Math.random() * 80);
    }
  };
  const start = async (n: number) => {
    await delay(Math.random() * 2000);
    const input = JSON.stringify({ n });
    const stateMachineArn = names.stateMachineArn("saga");
    const started = await insist(
      () => clients.sfn.send(new sfn.StartExecutionCommand({ stateMachineArn, name: `act_${n}-1`, input })),
      (error) => error.name === "ExecutionAlreadyExists",
    );
    const executionArn = started?.executionArn ?? names.executionArn("saga", `act_${n}-1`);
    for (;;) {
      const found = await insist(() => clients.sfn.send(new sfn.DescribeExecutionCommand({ executionArn })));
      if (found && found.status !== "RUNNING") return found;
      await delay(50);
    }
  };

  const executions = Promise.all(Array.from({ length: EXECUTIONS }, (_, n) => start(n)));
  const sending = Promise.all([...Array.from({ length: GROUPS }, (_, group) => sendOrdered(group)), sendPlain()]);
  for (let i = 0; i < KILLS; i++) await kill(i % 3 === 2 ? "postgres" : "cloud");

  const results = await executions;
  await sending;
  const everything = () => new Set(ordered).size === GROUPS * ORDERED && handled.size === PLAIN;
  while (!everything()) await delay(20);
  finished.abort();
  await Promise.all([relay, takeOrdered, takeHandled]);

  results.forEach((result, n) => {
    expect(result.status).toBe("SUCCEEDED");
    expect(JSON.parse(result.output ?? "")).toMatchObject({
      n,
      relay: { vmid: n },
      one: { Payload: n },
      two: { Payload: n },
    });
  });
  for (let group = 0; group < GROUPS; group++) {
    const received = ordered.filter((body) => body.startsWith(`${group}:`)).map((body) => Number(body.split(":")[1]));
    // A message may come again, but never after one behind it: first arrivals and all arrivals only ever rise.
    expect(received).toEqual([...received].sort((a, b) => a - b));
  }
});
