import { functions, queues } from "@hostwright/functions/manifest";
import { describe, expect, inject, it } from "vitest";
import { Templates } from "./testing/template.ts";

const all = new Templates(inject("synth").templates);
const DAY = 24 * 3600;
const ours = new Map(
  all
    .all("AWS::SQS::Queue")
    .filter((one) => one.stack === "events")
    .map((one) => [one.Properties.QueueName, one.Properties]),
);
const main = [
  { name: "hostwright-jobs-fra1.fifo", spec: queues.jobs },
  { name: "hostwright-jobs-ams1.fifo", spec: queues.jobs },
  { name: "hostwright-results.fifo", spec: queues.results },
];

it("has a queue of jobs for each location, one of results, and a dead-letter queue for each", () => {
  const names = main.flatMap(({ name }) => [name, name.replace(".fifo", "-dead.fifo")]);
  expect([...ours.keys()].sort()).toEqual(names.sort());
});

describe.each(main)("$name", ({ name, spec }) => {
  it("is as the manifest says, in order by group, encrypted", () => {
    expect(ours.get(name)).toMatchObject({
      FifoQueue: true,
      VisibilityTimeout: spec.visibilitySeconds,
      MessageRetentionPeriod: spec.retentionDays * DAY,
      DeduplicationScope: "messageGroup",
      SqsManagedSseEnabled: true,
      RedrivePolicy: {
        deadLetterTargetArn: `<AWS::SQS::Queue ${name.replace(".fifo", "-dead.fifo")} Arn>`,
        maxReceiveCount: spec.maxReceiveCount,
      },
    });
  });

  it("keeps dead letters as long as it can", () => {
    expect(ours.get(name.replace(".fifo", "-dead.fifo"))).toMatchObject({
      FifoQueue: true,
      MessageRetentionPeriod: 14 * DAY,
    });
  });
});

it("gives results to their function, taking back only what failed", () => {
  const mappings = all.all("AWS::Lambda::EventSourceMapping").filter((one) => one.stack === "events");
  expect(mappings.map((one) => one.Properties)).toEqual([
    expect.objectContaining({
      EventSourceArn: "<AWS::SQS::Queue hostwright-results.fifo Arn>",
      FunctionName: "<AWS::Lambda::Function hostwright-results>",
      BatchSize: queues.results.batchSize,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    }),
  ]);
  const seconds = functions[queues.results.consumer]?.timeoutSeconds ?? Number.POSITIVE_INFINITY;
  expect(seconds).toBeLessThanOrEqual(queues.results.visibilitySeconds);
});

it("keeps every event in an archive", () => {
  expect(all.all("AWS::Events::EventBus").map((one) => one.Properties.Name)).toEqual(["hostwright"]);
  expect(all.all("AWS::Events::Archive").map((one) => one.Properties)).toEqual([
    expect.objectContaining({ EventPattern: { source: ["hostwright"] } }),
  ]);
});
