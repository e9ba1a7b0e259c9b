import type { Clock } from "@hostwright/core/kernel/clock";
import { type Database, statement } from "../store/database.ts";
import type { Arrivals } from "./arrivals.ts";
import type { Queue } from "./queue.ts";

/** A stored message at the moment it was received. */
export interface Received {
  id: number;
  message_id: string;
  body: string;
  body_md5: string;
  attributes: string | null;
  attributes_md5: string | null;
  trace_header: string | null;
  group_id: string | null;
  deduplication_id: string | null;
  source_arn: string | null;
  sent_at: number;
  receive_count: number;
  first_received_at: number;
  receipt: string;
}

/**
 * Parameters: queue, now, oldest sending time kept, how many, until when invisible, attempt id, most receives, queue for
 * those beyond, this queue's ARN. Picked messages received too often move on instead; what is left becomes invisible.
 * There is always one row at least, which tells how many moved and when the next message turns visible.
 */
const receiving = (picked: string) => `
  with ${picked},
  dead as (
    update cloud.message set queue = $8, visible_at = $2, receipt = null, attempt_id = null, source_arn = $9
    where id in (select id from picked where receive_count >= $7::int) returning id
  ), live as (
    update cloud.message set visible_at = $5, receipt = gen_random_uuid(), receive_count = receive_count + 1,
      first_received_at = coalesce(first_received_at, $2), attempt_id = $6
    where id in (select id from picked where $7::int is null or receive_count < $7::int)
    returning id, message_id, body, body_md5, attributes, attributes_md5, trace_header, group_id, deduplication_id,
      source_arn, sent_at, receive_count, first_received_at, receipt
  )
  select s.moved, s.next_at, live.* from (
    select (select count(*) from dead) as moved,
      (select min(visible_at) from cloud.message where queue = $1 and visible_at > $2) as next_at
  ) s left join live on true order by live.id`;

const standard = statement(
  "message.receive",
  receiving(`picked as (
    select id, receive_count from cloud.message
    where queue = $1 and visible_at <= $2 and sent_at > $3
    order by visible_at, id limit $4 for update skip locked)`),
);
/**
 * A group with a message in flight yields nothing; otherwise its messages come in order, several at once. The sum keeps the
 * planner off the index by visibility: with it, the whole queue would be sorted for each message.
 */
const fifo = statement(
  "message.receive.fifo",
  receiving(`locked as materialized (
    select distinct group_id from cloud.message where queue = $1 and receipt is not null and visible_at > $2
  ), picked as (
    select id, receive_count from cloud.message
    where queue = $1 and visible_at + 0 <= $2 and sent_at > $3 and group_id not in (select group_id from locked)
    order by id limit $4 for update skip locked)`),
);
/** A repeated attempt gets the very messages of the first, invisible anew, while none was deleted or changed. */
const repeat = statement(
  "message.receive.attempt",
  `update cloud.message set visible_at = $4
   where queue = $1 and attempt_id = $3 and visible_at > $2
   returning id, message_id, body, body_md5, attributes, attributes_md5, trace_header, group_id, deduplication_id,
     source_arn, sent_at, receive_count, first_received_at, receipt`,
);
const forget = statement("message.retention", "delete from cloud.message where queue = $1 and sent_at <= $2");

export interface ReceiveRequest {
  most: number;
  /** Milliseconds to wait for a first message; Infinity for a consumer. */
  waitMs: number;
  visibilityMs?: number | undefined;
  attemptId?: string | undefined;
  signal: AbortSignal;
}

type Row = { moved: number; next_at: number | null } & (Received | { id: null });
const hasMessage = (row: Row): row is Row & Received => row.id !== null;

/** Takes messages off queues. */
export class Receiver {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #arrivals: Arrivals;
  readonly #arn: (queue: string) => string;
  /** FIFO receives run one after another for each queue: two at once could both find a group free. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(database: Database, clock: Clock, arrivals: Arrivals, arn: (queue: string) => string) {
    this.#database = database;
    this.#clock = clock;
    this.#arrivals = arrivals;
    this.#arn = arn;
  }

  /** Up to `most` messages as soon as there is one; none after `waitMs`, or when the signal aborts. */
  async receive(queue: Queue, request: ReceiveRequest): Promise<Received[]> {
    const deadline = this.#clock.now().getTime() + request.waitMs;
    while (!request.signal.aborted) {
      const arrival = this.#arrivals.listen(queue.name);
      let leaving = true;
      try {
        const { messages, nextAt } = await this.#inTurn(queue, () => this.#take(queue, request));
        if (messages.length > 0 || this.#clock.now().getTime() >= deadline) return messages;
        await arrival.wait(Math.min(nextAt ?? Number.POSITIVE_INFINITY, deadline), request.signal);
        leaving = request.signal.aborted;
      } finally {
        arrival.stop(leaving);
      }
    }
    return [];
  }

  /** Drops the messages older than the queue keeps them. */
  forgetOld(queue: Queue): Promise<number> {
    return this.#database.run(forget, [queue.name, this.#clock.now().getTime() - queue.retentionMs]);
  }

  #inTurn<T>(queue: Queue, take: () => Promise<T>): Promise<T> {
    if (!queue.fifo) return take();
    const turn = (this.#turns.get(queue.name) ?? Promise.resolve()).then(take, take);
    this.#turns.set(queue.name, turn);
    return turn;
  }

  async #take(queue: Queue, request: ReceiveRequest): Promise<{ messages: Received[]; nextAt: number | null }> {
    const now = this.#clock.now().getTime();
    const until = now + (request.visibilityMs ?? queue.visibilityMs);
    if (request.attemptId !== undefined) {
      const same = await this.#database.rows<Received>(repeat, [queue.name, now, request.attemptId, until]);
      if (same.length > 0) return { messages: same.sort((a, b) => a.id - b.id), nextAt: null };
    }
    const redrive = queue.redrive;
    for (;;) {
      const rows = await this.#database.rows<Row>(queue.fifo ? fifo : standard, [
        queue.name,
        now,
        now - queue.retentionMs,
        request.most,
        until,
        request.attemptId ?? null,
        redrive?.maxReceiveCount ?? null,
        redrive?.queue ?? null,
        redrive ? this.#arn(queue.name) : null,
      ]);
      const moved = rows[0]?.moved ?? 0;
      if (moved > 0 && redrive) this.#arrivals.announce(redrive.queue);
      const messages = rows.filter(hasMessage);
      // Those that moved may have hidden others behind them.
      if (messages.length > 0 || moved === 0) return { messages, nextAt: rows[0]?.next_at ?? null };
    }
  }
}
