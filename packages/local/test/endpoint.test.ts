import { chmod, mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgres } from "../src/postgres.ts";
import { ended, functions, testCloud, until } from "./support.ts";

let local: Awaited<ReturnType<typeof testCloud>>;
beforeAll(async () => {
  local = await testCloud({ queues: [{ name: "q" }] });
});
afterAll(() => local.drop());

/** Status of a raw ListQueues-like request with these headers. */
const raw = (headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    const sent = request(local.cloud.url, {
      method: "POST",
      headers: { "x-amz-target": "AmazonSQS.GetQueueUrl", ...headers },
    });
    sent.on("error", reject).on("response", (response) => resolve(response.resume().statusCode));
    sent.end('{"QueueName":"q"}');
  });

test("answers clients of this machine, and no page in a browser", async () => {
  expect(await raw({})).toBe(200);
  expect(await raw({ host: "localhost:4566" })).toBe(200);
  expect(await raw({ host: "evil.example" })).toBe(403);
  expect(await raw({ origin: "http://127.0.0.1:3000" })).toBe(403);
});

test("names the port that is in use", async () => {
  const other = testCloud({ port: local.cloud.port });
  await expect(other).rejects.toThrow(`port ${local.cloud.port} for the AWS protocols is in use on 127.0.0.1`);
});

test("refuses a database that another cloud runs on", async () => {
  await expect(local.again()).rejects.toThrow("another local cloud is running on this database");
});

test("names what is wrong in a specification", async () => {
  const machine = { StartAt: "a", States: { a: { Type: "Parallel", End: true } } };
  await expect(testCloud({ stateMachines: [{ name: "m", definition: machine }] })).rejects.toThrow("m: States.a.Type");
  await expect(
    testCloud({ rules: [{ name: "r", pattern: { a: [{ cidr: 1 }] }, target: { function: "f" } }] }),
  ).rejects.toThrow("rule r: a has an unknown filter cidr");
  await expect(testCloud({ consumers: [{ queue: "none", function: "f" }] })).rejects.toThrow("queue does not exist");
});

test("answers 503 while PostgreSQL is away and goes on when it is back", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hostwright-away-"));
  await chmod(folder, 0o755);
  const start = () => startPostgres({ directory: join(folder, "pg"), log: () => {} });
  let postgres = await start();
  let calls = 0;
  const own = await testCloud({
    databaseUrl: postgres.url,
    queues: [{ name: "q" }],
    stateMachines: [
      {
        name: "m",
        definition: {
          StartAt: "a",
          States: { a: { Type: "Task", Resource: "arn:aws:lambda:eu-central-1:000000000000:function:f", End: true } },
        },
      },
    ],
    invoke: functions({
      // Its result cannot be stored before PostgreSQL is back.
      f: async () => {
        calls++;
        await away.promise;
        return "done";
      },
    }),
  });
  const away = Promise.withResolvers<void>();
  const stateMachineArn = own.cloud.stateMachineArn("m");
  const { executionArn = "" } = await own.sfn.send(new StartExecutionCommand({ stateMachineArn }));
  const QueueUrl = own.cloud.queueUrl("q");
  process.kill(postgres.pid, "SIGKILL");
  await postgres.exited;
  away.resolve();
  const lost = own.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "lost" }));
  await expect(lost).rejects.toMatchObject({ name: "ServiceUnavailable", $metadata: { httpStatusCode: 503 } });
  postgres = await start();
  await until("sending", () =>
    own.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "back" })).catch(() => undefined),
  );
  const { Messages } = await own.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  expect(Messages).toMatchObject([{ Body: "back" }]);
  expect(await ended(own.sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: '"done"' });
  expect(calls).toBe(1);
  await own.cloud.close();
  await own.drop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});
