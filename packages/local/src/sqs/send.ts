import { randomUUID } from "node:crypto";
import { type Database, statement } from "../store/database.ts";
import type { Outgoing } from "./message.ts";
import type { Queue } from "./queue.ts";

/** SQS remembers a deduplication id for five minutes from the message's sending, whether deleted since or not. */
const DEDUPLICATION_MS = 5 * 60 * 1000;

/**
 * One statement for a whole batch. A deduplication id that is still remembered inserts no message; two senders of the
 * same id at the same moment meet on its primary key.
 */
const insert = statement(
  "message.send",
  `with input as materialized (
     select *, nextval('cloud.message_id_seq') as id from (
       select * from json_to_recordset($2::json) as i(
         n int, message_id uuid, body text, body_md5 text, attributes text, attributes_md5 text, trace_header text,
         group_id text, deduplication_id text, visible_at bigint) order by n) as ordered
   ), fresh as (
     insert into cloud.deduplication (queue, deduplication_id, message_id, sequence, expires_at)
     select $1, deduplication_id, message_id, id, $3::bigint + ${DEDUPLICATION_MS}
     from input where deduplication_id is not null
     on conflict (queue, deduplication_id) do update
       set message_id = excluded.message_id, sequence = excluded.sequence, expires_at = excluded.expires_at
       where deduplication.expires_at <= $3
     returning deduplication_id
   )
   insert into cloud.message (id, queue, message_id, body, body_md5, attributes, attributes_md5, trace_header, group_id,
     deduplication_id, sent_at, visible_at)
   select id, $1, message_id, body, body_md5, attributes, attributes_md5, trace_header, group_id, deduplication_id, $3,
     visible_at
   from input where deduplication_id is null or deduplication_id in (select deduplication_id from fresh)
   returning id, message_id`,
);
const remembered = statement(
  "message.remembered",
  `select deduplication_id, message_id, sequence from cloud.deduplication
   where queue = $1 and deduplication_id = any($2)`,
);
const forget = statement("deduplication.forget", "delete from cloud.deduplication where expires_at <= $1");

export interface Sent {
  messageId: string;
  /** Rises within the queue. */
  sequence: number;
}

/** SQS's sequence numbers have twenty digits. */
export const sequenceNumber = (sequence: number): string => String(sequence).padStart(20, "0");

/**
 * Stores messages, durably once this resolves, and answers in their order. A message whose deduplication id is still
 * remembered answers as the first one did.
 */
export async function storeMessages(
  database: Database,
  queue: Queue,
  messages: Outgoing[],
  now: number,
): Promise<Sent[]> {
  const rows = messages.map((message, n) => ({
    n,
    message_id: randomUUID(),
    body: message.body,
    body_md5: message.bodyMd5,
    attributes: message.attributes && JSON.stringify(message.attributes),
    attributes_md5: message.attributesMd5,
    trace_header: message.traceHeader,
    group_id: message.groupId,
    deduplication_id: message.deduplicationId,
    visible_at: now + message.delayMs,
  }));
  // The same id twice in one batch is one message, and PostgreSQL would refuse to upsert its row twice.
  const seen = new Set<string>();
  const distinct = rows.filter(({ deduplication_id: id }) => id === undefined || (!seen.has(id) && seen.add(id)));
  const values = [queue.name, JSON.stringify(distinct), now];
  const stored = await database.rows<{ id: number; message_id: string }>(insert, values);
  const sent = new Map(stored.map((row) => [row.message_id, { messageId: row.message_id, sequence: row.id }]));
  const first = new Map<string, Sent>();
  for (const row of distinct) {
    const fresh = sent.get(row.message_id);
    if (fresh && row.deduplication_id !== undefined) first.set(row.deduplication_id, fresh);
  }
  const repeated = [...seen].filter((id) => !first.has(id));
  if (repeated.length > 0) {
    const known = { deduplication_id: "", message_id: "", sequence: 0 };
    for (const row of await database.rows<typeof known>(remembered, [queue.name, repeated])) {
      first.set(row.deduplication_id, { messageId: row.message_id, sequence: row.sequence });
    }
  }
  return rows.map((row) => {
    const answer = row.deduplication_id === undefined ? sent.get(row.message_id) : first.get(row.deduplication_id);
    if (!answer) throw new Error("a sent message was neither stored nor a repetition");
    return answer;
  });
}

/** Drops the deduplication ids whose five minutes are over. */
export const forgetDeduplication = (database: Database, now: number) => database.run(forget, [now]);
