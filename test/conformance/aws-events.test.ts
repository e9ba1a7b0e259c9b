import * as events from "@aws-sdk/client-eventbridge";
import * as sqs from "@aws-sdk/client-sqs";
import { systemClock } from "@hostwright/core/kernel/clock";
import { silent } from "@hostwright/core/kernel/log";
import { afterAll, beforeAll, expect } from "vitest";
import { startCloud } from "../../packages/local/src/cloud.ts";
import { createDatabase } from "../database.ts";
import { caseOf, forEachPeer, peers } from "./aws-peers.ts";

/** Patterns, each with details that meet it and details that do not. */
const patterns: { name: string; detail: object; yes: object[]; no: object[] }[] = [
  {
    name: "equal",
    detail: { state: ["running", "stopped"] },
    yes: [{ state: "running" }],
    no: [{ state: "error" }, {}],
  },
  { name: "number", detail: { n: [5] }, yes: [{ n: 5 }], no: [{ n: "5" }, { n: 6 }] },
  { name: "null", detail: { v: [null] }, yes: [{ v: null }], no: [{ v: "" }] },
  {
    name: "nested",
    detail: { server: { plan: ["small"] } },
    yes: [{ server: { plan: "small", x: 1 } }],
    no: [{ server: { plan: "big" } }, { server: "small" }],
  },
  { name: "list", detail: { tags: ["a"] }, yes: [{ tags: ["b", "a"] }], no: [{ tags: ["b"] }, { tags: [] }] },
  { name: "prefix", detail: { id: [{ prefix: "srv_" }] }, yes: [{ id: "srv_1" }], no: [{ id: "act_1" }, { id: 5 }] },
  {
    name: "suffix",
    detail: { f: [{ suffix: ".log" }] },
    yes: [{ f: "a.log" }],
    no: [{ f: "a.txt" }],
  },
  { name: "exists", detail: { v: [{ exists: true }] }, yes: [{ v: null }, { v: 1 }], no: [{ w: 1 }] },
  { name: "missing", detail: { v: [{ exists: false }] }, yes: [{ w: 1 }], no: [{ v: 1 }] },
  {
    name: "numeric",
    detail: { n: [{ numeric: [">", 0, "<=", 5] }] },
    yes: [{ n: 5 }, { n: 0.5 }],
    no: [{ n: 0 }, { n: 6 }, { n: "5" }],
  },
  { name: "anything-but", detail: { s: [{ "anything-but": ["a", "b"] }] }, yes: [{ s: "c" }], no: [{ s: "a" }] },
  {
    name: "equals-ignore-case",
    detail: { s: [{ "equals-ignore-case": "Abc" }] },
    yes: [{ s: "aBC" }],
    no: [{ s: "abd" }],
  },
  {
    name: "wildcard",
    detail: { s: [{ wildcard: "a*c" }] },
    yes: [{ s: "abbc" }],
    no: [{ s: "abb" }],
  },
  { name: "or", detail: { $or: [{ a: [1] }, { b: [2] }] }, yes: [{ a: 1 }, { b: 2 }], no: [{ a: 2 }] },
];

const local = { ...peers.local, start: startLocal };
forEachPeer(
  "EventBridge",
  (peer) => {
    let bus: events.EventBridgeClient;
    let queues: sqs.SQSClient;
    let stop: () => Promise<void>;
    beforeAll(async () => {
      const started = await peer.start();
      stop = started.stop;
      const credentials = { accessKeyId: "test", secretAccessKey: "test" };
      const config = { endpoint: started.endpoint, region: "eu-central-1", credentials };
      bus = new events.EventBridgeClient(config);
      queues = new sqs.SQSClient({ ...config, useQueueUrlAsEndpoint: false });
      if (peer.name === "moto") await provision(bus, queues);
    });
    afterAll(() => stop?.());

    const arrived = async (name: string, most: number) => {
      const { QueueUrl } = await queues.send(new sqs.GetQueueUrlCommand({ QueueName: name }));
      const bodies: string[] = [];
      while (bodies.length < most) {
        const { Messages = [] } = await queues.send(
          new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
        );
        if (Messages.length === 0) break;
        bodies.push(...Messages.map((message) => message.Body ?? ""));
      }
      return bodies.map((body) => JSON.parse(body));
    };
    const put = (detail: object, source = "hostwright") =>
      bus.send(
        new events.PutEventsCommand({
          Entries: [{ Source: source, DetailType: "test", Detail: JSON.stringify(detail) }],
        }),
      );

    for (const pattern of patterns) {
      const same = caseOf(peer, {});
      same(`delivers what the pattern "${pattern.name}" meets, and nothing else`, async () => {
        for (const detail of pattern.no) await put({ case: pattern.name, ...detail });
        for (const detail of pattern.yes) await put({ case: pattern.name, ...detail });
        const got = (await arrived(pattern.name, pattern.yes.length)).map((event) => event.detail);
        const wanted = pattern.yes.map((detail) => ({ case: pattern.name, ...detail }));
        expect(sorted(got)).toEqual(sorted(wanted));
      });
    }

    caseOf(peer, {})("wraps an event as its targets see it", async () => {
      const { Entries, FailedEntryCount } = await put({ case: "equal", state: "stopped", shape: true });
      expect(FailedEntryCount).toBe(0);
      const [event] = (await arrived("equal", 1)).filter((one) => one.detail.shape);
      expect(event).toMatchObject({
        version: "0",
        id: Entries?.[0]?.EventId,
        source: "hostwright",
        "detail-type": "test",
        region: "eu-central-1",
        resources: [],
      });
      expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    });

    caseOf(peer, {})("refuses entries one by one", async () => {
      const Entries = [
        { Source: "a", DetailType: "b", Detail: "no json" },
        { Source: "a", DetailType: "b", Detail: "{}" },
        { DetailType: "b", Detail: "{}" },
      ];
      const answer = await bus.send(new events.PutEventsCommand({ Entries }));
      expect(answer.FailedEntryCount).toBe(2);
      expect(answer.Entries?.map((entry) => entry.ErrorCode)).toEqual([
        "MalformedDetail",
        undefined,
        "InvalidArgument",
      ]);
    });
  },
  [local, peers.moto],
);

const sorted = (values: object[]) => values.map((value) => JSON.stringify(value)).sort();
const patternOf = (one: (typeof patterns)[number]) => ({
  source: ["hostwright"],
  detail: { case: [one.name], ...one.detail },
});

async function startLocal() {
  const database = await createDatabase();
  const cloud = await startCloud({
    port: 0,
    databaseUrl: database.url,
    clock: systemClock,
    log: silent,
    queues: patterns.map(({ name }) => ({ name })),
    rules: patterns.map((one) => ({ name: one.name, pattern: patternOf(one), target: { queue: one.name } })),
    invoke: async () => null,
  });
  const stop = async () => {
    await cloud.close();
    await database.drop();
  };
  return { endpoint: cloud.url, stop };
}

async function provision(bus: events.EventBridgeClient, queues: sqs.SQSClient): Promise<void> {
  for (const one of patterns) {
    const { QueueUrl } = await queues.send(new sqs.CreateQueueCommand({ QueueName: one.name }));
    const { Attributes } = await queues.send(
      new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
    );
    await bus.send(new events.PutRuleCommand({ Name: one.name, EventPattern: JSON.stringify(patternOf(one)) }));
    await bus.send(
      new events.PutTargetsCommand({ Rule: one.name, Targets: [{ Id: "queue", Arn: Attributes?.QueueArn }] }),
    );
  }
}
