import type { Clock } from "@hostwright/core/kernel/clock";
import type { Names } from "../aws/names.ts";
import type { QueueSpec } from "../cloud-options.ts";
import { type Database, statement } from "../store/database.ts";
import { noSuchQueue, queueNameExists } from "./errors.ts";
import { checkAttributes, checkQueueName, type Queue, type QueueAttributes, queueFrom } from "./queue.ts";

const all = statement("queues", "select name, attributes, created_at, modified_at from cloud.queue");
const save = statement(
  "queue.save",
  `insert into cloud.queue (name, attributes, created_at, modified_at) values ($1, $2, $3, $3)
   on conflict (name) do update set attributes = excluded.attributes, modified_at = excluded.modified_at`,
);
const counts = statement(
  "queue.counts",
  `select count(*) filter (where visible_at <= $2) as visible,
          count(*) filter (where visible_at > $2 and receipt is not null) as in_flight,
          count(*) filter (where visible_at > $2 and receipt is null) as delayed
   from cloud.message where queue = $1 and sent_at > $3`,
);

/** The queues there are. Held in memory as well, since only the owner of the schema changes them. */
export class Queues {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #queues = new Map<string, Queue>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async load(): Promise<void> {
    const rows = await this.#database.rows<{
      name: string;
      attributes: string;
      created_at: number;
      modified_at: number;
    }>(all, []);
    for (const row of rows) {
      this.#queues.set(row.name, queueFrom(row.name, JSON.parse(row.attributes), row.created_at, row.modified_at));
    }
  }

  all(): Queue[] {
    return [...this.#queues.values()];
  }

  named(name: string): Queue {
    const queue = this.#queues.get(name);
    if (!queue) throw noSuchQueue();
    return queue;
  }

  /** By the URL a client holds. Only its last segment counts: the host is this machine under whatever name. */
  at(url: string): Queue {
    return this.named(url.slice(url.lastIndexOf("/") + 1));
  }

  async create(name: string, wanted: QueueAttributes): Promise<Queue> {
    const fifo = wanted.FifoQueue === "true";
    checkQueueName(name, fifo);
    const attributes = checkAttributes(wanted, fifo);
    const existing = this.#queues.get(name);
    if (!existing) return this.#save(name, attributes);
    if (Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value))
      throw queueNameExists(name);
    return existing;
  }

  async setAttributes(queue: Queue, changes: QueueAttributes): Promise<Queue> {
    const merged = { ...queue.attributes, ...changes };
    return this.#save(queue.name, checkAttributes(merged, queue.fifo));
  }

  /** Makes the queue as specified, or changes it to that. */
  async provision(spec: QueueSpec, names: Names): Promise<void> {
    checkQueueName(spec.name, spec.fifo ?? false);
    const redrive = spec.dlq && {
      deadLetterTargetArn: names.queueArn(spec.dlq),
      maxReceiveCount: spec.maxReceiveCount ?? 5,
    };
    const wanted: QueueAttributes = {
      ...(spec.fifo && { FifoQueue: "true" }),
      ...(spec.contentBasedDeduplication && { ContentBasedDeduplication: "true" }),
      ...(spec.visibilitySeconds !== undefined && { VisibilityTimeout: String(spec.visibilitySeconds) }),
      ...(spec.retentionSeconds !== undefined && { MessageRetentionPeriod: String(spec.retentionSeconds) }),
      ...(spec.delaySeconds !== undefined && { DelaySeconds: String(spec.delaySeconds) }),
      ...(redrive && { RedrivePolicy: JSON.stringify(redrive) }),
    };
    await this.#save(spec.name, checkAttributes(wanted, spec.fifo ?? false));
  }

  async counts(queue: Queue): Promise<{ visible: number; in_flight: number; delayed: number }> {
    const now = this.#clock.now().getTime();
    const rows = await this.#database.rows<{ visible: number; in_flight: number; delayed: number }>(counts, [
      queue.name,
      now,
      now - queue.retentionMs,
    ]);
    return rows[0] ?? { visible: 0, in_flight: 0, delayed: 0 };
  }

  async #save(name: string, attributes: QueueAttributes): Promise<Queue> {
    const now = this.#clock.now().getTime();
    await this.#database.run(save, [name, JSON.stringify(attributes), now]);
    const queue = queueFrom(name, attributes, this.#queues.get(name)?.createdAt ?? now, now);
    this.#queues.set(name, queue);
    return queue;
  }
}
