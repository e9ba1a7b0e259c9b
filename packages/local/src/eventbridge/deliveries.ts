import type { Clock } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import { type Database, statement } from "../store/database.ts";
import { atTime } from "../timer.ts";

/** Something to hand to a function or a queue, at least once. */
export interface Delivery {
  id: number;
  target: string;
  payload: string;
  attempts: number;
  created_at: number;
}

const add = statement(
  "delivery.add",
  `insert into cloud.delivery (key, target, payload, created_at, due_at)
   select i.key, i.target, i.payload, $4, $4 from unnest($1::text[], $2::text[], $3::text[]) as i(key, target, payload)
   on conflict (key) do nothing`,
);
const due = statement(
  "delivery.due",
  `select id, target, payload, attempts, created_at from cloud.delivery
   where due_at <= $1 and id <> all($2::bigint[]) order by due_at, id limit $3`,
);
const next = statement("delivery.next", "select min(due_at) as at from cloud.delivery where id <> all($1::bigint[])");
const done = statement("delivery.done", "delete from cloud.delivery where id = $1");
const later = statement(
  "delivery.later",
  "update cloud.delivery set attempts = attempts + 1, due_at = $2, error = $3, key = case when $2::bigint is null then null else key end where id = $1",
);

/** EventBridge's own: it tries for a day. */
const MAX_AGE_MS = 24 * 3600 * 1000;
const MAX_PAUSE_MS = 10 * 60 * 1000;
const AT_A_TIME = 20;

/** Hands over what is due, again and again with growing pauses until it is taken or a day has passed. */
export class Deliveries {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #hand: (delivery: Delivery) => Promise<void>;
  readonly #inHand = new Set<number>();
  #cancelTimer = () => {};
  #looking = false;
  #lookAgain = false;
  #closed = false;

  /** `hand` resolves once the target has taken the delivery. */
  constructor(database: Database, clock: Clock, log: Log, hand: (delivery: Delivery) => Promise<void>) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
    this.#hand = hand;
  }

  /** Durable once this resolves. A keyed delivery that still waits takes the place of another with its key. */
  async add(items: readonly { key?: string; target: string; payload: unknown }[]): Promise<void> {
    if (items.length === 0) return;
    const now = this.#clock.now().getTime();
    const keys = items.map((item) => item.key ?? null);
    const payloads = items.map((item) => JSON.stringify(item.payload ?? null));
    await this.#database.run(add, [keys, items.map((item) => item.target), payloads, now]);
    this.look();
  }

  /** Looks for what is due now, and wakes again for what comes next. */
  look(): void {
    this.#lookAgain = true;
    if (!this.#looking && !this.#closed) void this.#lookThrough();
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer();
  }

  async #lookThrough(): Promise<void> {
    this.#looking = true;
    while (this.#lookAgain && !this.#closed) {
      this.#lookAgain = false;
      await this.#database.persist("looking for deliveries", () => this.#take());
    }
    this.#looking = false;
  }

  async #take(): Promise<void> {
    const now = this.#clock.now().getTime();
    const room = AT_A_TIME - this.#inHand.size;
    const rows = room > 0 ? await this.#database.rows<Delivery>(due, [now, [...this.#inHand], room]) : [];
    for (const row of rows) {
      this.#inHand.add(row.id);
      void this.#deliver(row);
    }
    // With all hands full, the next to be free looks again.
    if (rows.length === room) return;
    const [coming] = await this.#database.rows<{ at: number | null }>(next, [[...this.#inHand]]);
    this.#cancelTimer();
    if (typeof coming?.at === "number") this.#cancelTimer = atTime(this.#clock, coming.at, () => this.look());
  }

  async #deliver(delivery: Delivery): Promise<void> {
    let failure: string | undefined;
    try {
      await this.#hand(delivery);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    await this.#database.persist(`delivery to ${delivery.target}`, async () => {
      if (failure === undefined) await this.#database.run(done, [delivery.id]);
      else await this.#database.run(later, [delivery.id, this.#nextTry(delivery, failure), failure]);
    });
    this.#inHand.delete(delivery.id);
    this.look();
  }

  /** Null when it is given up. */
  #nextTry(delivery: Delivery, failure: string): number | null {
    const now = this.#clock.now().getTime();
    const at = now + Math.min(1000 * 2 ** delivery.attempts, MAX_PAUSE_MS);
    const over = at > delivery.created_at + MAX_AGE_MS;
    const fields = { target: delivery.target, delivery: delivery.id, attempts: delivery.attempts + 1, reason: failure };
    if (over) this.#log.error("delivery given up", fields);
    else this.#log.warn("delivery failed; trying again later", fields);
    return over ? null : at;
  }
}
