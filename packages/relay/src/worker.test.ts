import type { JobMessage, RelayMessage } from "@hostwright/core/action/jobs";
import { SteppedClock } from "@hostwright/core/kernel/clock";
import { silent } from "@hostwright/core/kernel/log";
import { beforeEach, describe, expect, test } from "vitest";
import { ScriptedQueue, SlowProxmox } from "../test/support/scripted.ts";
import { createEndpoint } from "./endpoint.ts";
import type { Proxmox } from "./proxmox/client.ts";
import { Worker } from "./worker.ts";

const job = (name: string, group: string, change: Partial<JobMessage> = {}): JobMessage => ({
  version: 1,
  job: name,
  try: 1,
  kind: "server.destroy",
  location: "fra1",
  group,
  request_id: "req_1",
  issued_at: "2026-01-01T00:00:00.000Z",
  run_limit_seconds: 3600,
  supersedes: [],
  payload: { server: "srv_1", endpoint: "e1", vmid: 100, mark: "hostwright:srv_1" },
  ...change,
});
const clone = (name: string, group: string) =>
  job(name, group, {
    kind: "server.clone",
    payload: {
      server: "srv_1",
      endpoint: "e1",
      vmid: 100,
      mark: "m",
      name: "web",
      node: "n",
      storage: "s",
      template: { vmid: 9000, node: "n" },
    },
  });

let clock: SteppedClock;
let queue: ScriptedQueue;
let proxmox: SlowProxmox;
let said: RelayMessage[];
let refuseReports: number;
let worker: Worker;

beforeEach(() => {
  clock = new SteppedClock();
  queue = new ScriptedQueue(clock);
  proxmox = new SlowProxmox();
  said = [];
  refuseReports = 0;
  worker = new Worker({
    relay: "a",
    location: "fra1",
    clock,
    log: silent,
    queue,
    endpoints: new Map([["e1", createEndpoint("e1", proxmox as unknown as Proxmox)]]),
    open: () => Promise.reject(new Error("nothing sealed here")),
    concurrency: 3,
    visibilitySeconds: 60,
    reports: {
      async send(message) {
        if (refuseReports-- > 0) throw new Error("the queue is away");
        if (message.type !== "observation") said.push(message);
      },
    },
  });
  worker.start();
});

/** Lets everything run that needs no time. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};
const step = async (seconds: number) => {
  for (let second = 0; second < seconds; second++) {
    await clock.advance(1_000);
    await settle();
  }
};
const results = () =>
  said.flatMap((message) =>
    message.type === "result" ? [`${message.job} ${message.outcome.ok ? "ok" : message.outcome.error.code}`] : [],
  );
const begun = () => said.flatMap((message) => (message.type === "progress" ? [message.job] : []));

describe("a worker", () => {
  test("does the jobs of a group in order, as many groups at once as it may", async () => {
    queue.give(job("a1", "a"), job("a2", "a"), job("b1", "b"), job("c1", "c"), job("d1", "d"));
    await settle();
    expect(begun()).toEqual(["a1", "b1", "c1"]);
    proxmox.answer();
    await settle();
    expect(results().sort()).toEqual(["a1 ok", "a2 ok", "b1 ok", "c1 ok", "d1 ok"]);
    expect(queue.removed.sort()).toEqual(["a1", "a2", "b1", "c1", "d1"]);
  });

  test("begins clones of one template one after another, and others meanwhile", async () => {
    queue.give(clone("a", "a"), clone("b", "b"), job("c", "c"));
    await settle();
    expect(begun()).toEqual(["a", "c"]);
  });

  test("cancels what a later message of the batch makes pointless", async () => {
    queue.give(job("a1", "a"), job("a2", "a", { supersedes: ["a1"] }));
    await settle();
    expect(results()).toEqual(["a1 cancelled"]);
    expect(begun()).toEqual(["a2"]);
    expect(queue.removed).toEqual(["a1"]);
  });

  test("does not cancel what has begun", async () => {
    queue.give(job("a1", "a"));
    await settle();
    queue.give(job("a2", "a", { supersedes: ["a1"] }));
    proxmox.answer();
    await settle();
    expect(results()).toEqual(["a1 ok", "a2 ok"]);
  });

  test("keeps its messages while it works, those that wait as well", async () => {
    queue.give(job("a1", "a"), job("a2", "a"));
    await settle();
    await step(300);
    expect(queue.extensions).toBeGreaterThanOrEqual(14);
    proxmox.answer();
    await settle();
    expect(results()).toEqual(["a1 ok", "a2 ok"]);
  });

  test("says and changes nothing more once a message is no longer its own", async () => {
    queue.give(job("a1", "a"));
    await settle();
    queue.failExtensions = "lost";
    await step(21);
    proxmox.answer();
    await settle();
    expect(results()).toEqual([]);
    expect(queue.removed).toEqual([]);
  });

  test("gives a message up before others can have it, when it cannot be extended", async () => {
    queue.give(job("a1", "a"));
    await settle();
    queue.failExtensions = "unreachable";
    await step(54);
    expect(worker.running).toBe(1);
    await step(2);
    expect(worker.running).toBe(0);
    proxmox.answer();
    await settle();
    expect(results()).toEqual([]);
  });

  test("sends a result until it is accepted, then lets the message go", async () => {
    queue.give(job("a1", "a"));
    await settle();
    refuseReports = 4;
    proxmox.answer();
    await settle();
    expect(queue.removed).toEqual([]);
    await step(5);
    expect(results()).toEqual(["a1 ok"]);
    expect(queue.removed).toEqual(["a1"]);
  });

  test("ends a job at its run limit", async () => {
    queue.give(job("a1", "a", { run_limit_seconds: 30 }));
    await settle();
    await step(31);
    proxmox.answer();
    await settle();
    expect(results()).toEqual(["a1 run_limit_exceeded"]);
  });

  test("hands back what it has not finished when it stops", async () => {
    queue.give(job("a1", "a"), job("a2", "a"), job("b1", "b"));
    await settle();
    const stopped = worker.stop(5_000);
    await settle();
    expect(queue.handedBack).toEqual(["a2"]);
    await step(6);
    proxmox.answer();
    await stopped;
    expect(queue.handedBack.sort()).toEqual(["a1", "a2", "b1"]);
    expect(results()).toEqual([]);
  });
});
