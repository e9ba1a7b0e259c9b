import type { Clock } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import type { Mailbox } from "./mail/mailbox.ts";

/** What a cloud holds and how it runs. Everything named here is provisioned at start, and again at every start. */
export interface CloudOptions {
  /** On 127.0.0.1; 0 takes a free one. */
  port: number;
  /** `postgres://…`. The schema `cloud` in it belongs to one running cloud at a time. */
  databaseUrl: string;
  /** Rules visibility, timers, waits and retries. */
  clock: Clock;
  log: Log;
  /** Default `eu-central-1`. */
  region?: string;
  /** Default `000000000000`. */
  account?: string;
  queues?: readonly QueueSpec[];
  stateMachines?: readonly StateMachineSpec[];
  rules?: readonly RuleSpec[];
  consumers?: readonly ConsumerSpec[];
  schedules?: readonly ScheduleSpec[];
  /** A WebSocket API: clients connect to `path`, `function` answers its routes. */
  webSockets?: { path: string; function: string };
  /** Whether to take mail in by SMTP and keep it; see `Cloud.mail`. */
  mail?: boolean;
  /** Runs a Lambda function in this process. A function that does not exist rejects with `FunctionNotFound`. */
  invoke: InvokeFunction;
}

export interface QueueSpec {
  /** Ends in `.fifo` exactly when `fifo` is set. */
  name: string;
  fifo?: boolean;
  /** Default 30. */
  visibilitySeconds?: number;
  /** Default 4 days, at most 14. */
  retentionSeconds?: number;
  /** Default 0, at most 900. */
  delaySeconds?: number;
  /** Name of the queue that takes what was received `maxReceiveCount` times in vain. */
  dlq?: string;
  maxReceiveCount?: number;
  /** FIFO: without an explicit deduplication id, the body's SHA-256 is one. */
  contentBasedDeduplication?: boolean;
}

export interface StateMachineSpec {
  name: string;
  /** Amazon States Language, within the subset the README lists. Running executions keep the definition they began with. */
  definition: object;
}

export interface RuleSpec {
  name: string;
  /** An EventBridge event pattern. */
  pattern: object;
  target: { queue: string; groupId?: string } | { function: string };
}

/** An event source mapping: messages of a queue go to a function in batches. */
export interface ConsumerSpec {
  queue: string;
  function: string;
  /** Messages an invocation, 1 to 10. Default 10. */
  batchSize?: number;
  /** Invocations at a time. Default 5. */
  concurrency?: number;
  /** The function answers `{batchItemFailures: [{itemIdentifier}]}`; only these stay in the queue. Default true. */
  reportBatchItemFailures?: boolean;
}

export interface ScheduleSpec {
  name: string;
  everySeconds: number;
  function: string;
  payload?: unknown;
}

export type InvokeFunction = (name: string, event: unknown, context: InvocationContext) => Promise<unknown>;

export interface InvocationContext {
  requestId: string;
  /** Milliseconds until the function counts as timed out. */
  remainingMs: number;
}

/** A running cloud. Point the SDK clients' `endpoint` at `url`, with any credentials and this region. */
export interface Cloud {
  url: string;
  port: number;
  region: string;
  account: string;
  queueUrl(name: string): string;
  queueArn(name: string): string;
  stateMachineArn(name: string): string;
  executionArn(stateMachine: string, name: string): string;
  functionArn(name: string): string;
  /** Name for `PutEvents`; there is one bus. */
  eventBus: string;
  /** Where `mail` is asked for: an SMTP server on a port of its own, and what it has taken in. */
  mail?: { url: string; mailbox: Mailbox };
  /** Stops listening and taking up work, waits for what is being written, and leaves the rest to the next start. */
  close(): Promise<void>;
}
