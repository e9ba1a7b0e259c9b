import { type Database, statement } from "../store/database.ts";
import { invalid, notInFlight, receiptExpired, receiptInvalid, receiptUseless } from "./errors.ts";
import type { Queue } from "./queue.ts";

const remove = statement(
  "message.delete",
  "delete from cloud.message where queue = $1 and id = $2 and receipt = $3 and ($4::bigint is null or visible_at > $4)",
);
const extend = statement(
  "message.visibility",
  `update cloud.message set visible_at = $4, attempt_id = null
   where queue = $1 and id = $2 and receipt = $3 and visible_at > $5`,
);
const current = statement(
  "message.receipt",
  "select receipt = $3 as held from cloud.message where queue = $1 and id = $2",
);

/** At most this long from the receive on; SQS counts from there, we from the change, which allows longer. */
const MAX_VISIBILITY_SECONDS = 43_200;

export interface Receipt {
  id: number;
  receipt: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Opaque to clients; stands for one receive of one message. */
export const receiptHandle = ({ id, receipt }: Receipt): string =>
  Buffer.from(`${id}/${receipt}`).toString("base64url");

/** Throws ReceiptHandleIsInvalid for what was never a receipt handle. */
export function parseReceiptHandle(handle: string): Receipt {
  const [id = "", receipt = ""] = Buffer.from(handle, "base64url").toString().split("/");
  if (!/^\d{1,15}$/.test(id) || !UUID.test(receipt)) throw receiptInvalid();
  return { id: Number(id), receipt };
}

/**
 * Deletes a message by the handle of its latest receive. With an older handle a standard queue answers yes and keeps the
 * message; a FIFO queue takes only a handle whose visibility has not run out, so that a group's next message never
 * overtakes work that somebody has taken up again. Deleting what is gone is a success.
 */
export async function deleteMessage(database: Database, queue: Queue, handle: Receipt, now: number): Promise<void> {
  const deleted = await database.run(remove, [queue.name, handle.id, handle.receipt, queue.fifo ? now : null]);
  if (deleted > 0 || !queue.fifo) return;
  const [row] = await database.rows<{ held: boolean | null }>(current, [queue.name, handle.id, handle.receipt]);
  if (row) throw receiptExpired();
}

/** Throws when the message is no longer this receiver's: whoever extends learns so that somebody else may have it. */
export async function changeVisibility(
  database: Database,
  queue: Queue,
  handle: Receipt,
  seconds: number,
  now: number,
): Promise<void> {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_VISIBILITY_SECONDS) {
    throw invalid(
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and ${MAX_VISIBILITY_SECONDS}.`,
    );
  }
  const values = [queue.name, handle.id, handle.receipt, now + seconds * 1000, now];
  if ((await database.run(extend, values)) > 0) return;
  const [row] = await database.rows<{ held: boolean | null }>(current, [queue.name, handle.id, handle.receipt]);
  if (!row) throw receiptUseless();
  if (queue.fifo) throw receiptExpired();
  throw row.held ? notInFlight() : receiptUseless();
}
