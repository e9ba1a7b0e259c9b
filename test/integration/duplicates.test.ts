import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { jsonOut } from "@hostwright/core/kernel/database/index";
import { afterAll, beforeAll, expect, test } from "vitest";
import { power } from "../system/begin.ts";
import { until } from "../system/clock.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

let system: TestSystem;
let sqs: SQSClient;
beforeAll(async () => {
  system = await startTestSystem({ pace: 10, speed: 50, relays: 2 });
  const { url: endpoint, region } = system.control.cloud;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  sqs = new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false });
});
afterAll(async () => {
  sqs?.destroy();
  await system?.stop();
});

let sent = 0;
/** Puts a message on a queue that was there before, past its deduplication. */
async function send(queue: string, group: string, body: object): Promise<void> {
  sent += 1;
  const QueueUrl = system.control.cloud.queueUrl(queue);
  const MessageDeduplicationId = `again-${sent}`;
  await sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: JSON.stringify(body),
      MessageGroupId: group,
      MessageDeduplicationId,
    }),
  );
}
const jobsOf = (action: string) =>
  system.db.selectFrom("jobs").selectAll().where("action_id", "=", action).orderBy("queued_at").execute();
type Job = Awaited<ReturnType<typeof jobsOf>>[number];

const about = (job: Job) => ({
  version: 1,
  relay: "relay-fra1-2",
  location: "fra1",
  at: system.clock.now().toISOString(),
  job: job.id,
  try: job.try,
  request_id: job.request_id,
});
const result = (job: Job, outcome: object) =>
  send("hostwright-results.fifo", job.id, { type: "result", ...about(job), outcome });
const progress = (job: Job) =>
  send("hostwright-results.fifo", job.id, {
    type: "progress",
    ...about(job),
    fraction: 0.1,
    message: "Beginning anew",
    upid: null,
  });
const taken = () =>
  until("the results queue empty", async () =>
    (await system.onQueue("hostwright-results.fifo")) === 0 ? true : undefined,
  );
const tasksOf = (vmid: number) =>
  system
    .testbed()
    .cluster.tasks()
    .filter((task) => task.id === String(vmid) || JSON.stringify(task.input).includes(`"newid":${vmid}`));

test("two relays share the work, and each order is done once", async () => {
  const servers = await Promise.all(Array.from({ length: 12 }, (_, index) => system.order(`pair-${index}`)));
  for (const { action } of servers) expect((await system.actionEnd(action)).status).toBe("success");
  const jobs = (await Promise.all(servers.map(({ action }) => jobsOf(action)))).flat();
  expect(new Set(jobs.map((job) => job.relay))).toEqual(new Set(["relay-fra1-1", "relay-fra1-2"]));
  for (const { id } of servers) {
    const { vmid } = await system.serverRow(id);
    expect(
      tasksOf(vmid)
        .map((task) => task.type)
        .sort(),
    ).toEqual(["qmclone", "qmstart", "resize"]);
  }
});

test("results, progress and jobs that come again change nothing", async () => {
  const server = await system.running("again");
  const before = { action: await system.action(server.action), vm: structuredClone(await system.vm(server.id)) };
  const jobs = await jobsOf(server.action);
  expect(jobs).toHaveLength(3);
  for (const job of jobs) {
    await progress(job);
    await result(job, { ok: true, result: jsonOut(job.result ?? "{}") });
    await result(job, {
      ok: false,
      error: { code: "task_failed", message: "No.", detail: null, retryable: false },
    });
    await send("hostwright-jobs-fra1.fifo", job.group_key, {
      version: 1,
      job: job.id,
      try: job.try,
      kind: job.kind,
      location: job.location,
      group: job.group_key,
      request_id: job.request_id,
      issued_at: job.queued_at.toISOString(),
      run_limit_seconds: job.run_limit_seconds,
      supersedes: [],
      payload: jsonOut(job.payload),
    });
  }
  await until("the jobs done again", async () =>
    (await system.onQueue("hostwright-jobs-fra1.fifo")) === 0 ? true : undefined,
  );
  await taken();
  expect(await system.action(server.action)).toEqual(before.action);
  const { process, options } = (await system.vm(server.id)) ?? {};
  expect({ process, options }).toEqual({ process: before.vm?.process, options: before.vm?.options });
  expect(await system.server(server.id)).toMatchObject({ status: "running", action: null });
});

test("a result of an earlier try does not count for the present one", async () => {
  const { faults } = system.testbed();
  const server = await system.running("tries");
  faults.inject({ effect: "task", on: "qmshutdown", name: "^tries$", text: "Input/output error", times: 1 });
  const action = await power(system, server.id, "shutdown");
  const job = await until("the second try", async () => (await jobsOf(action)).find((one) => one.try === 2));
  await result({ ...job, try: 1 }, { ok: true, result: { power: "running", node: "fra1-a" } });
  expect((await system.actionEnd(action)).status).toBe("success");
  expect(await system.server(server.id)).toMatchObject({ status: "stopped" });
});

test("what nobody can read goes to the dead letters, and holds up nothing", async () => {
  await send("hostwright-jobs-fra1.fifo", "nonsense", { hello: "there" });
  await system.running("after-nonsense");
});
