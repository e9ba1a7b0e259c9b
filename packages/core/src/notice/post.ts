import type { Selectable } from "kysely";
import { jsonOut } from "../kernel/database/index.ts";
import { timeLeft } from "../kernel/deadline.ts";
import type { App, MailMessage } from "../kernel/index.ts";
import { openOurs } from "../kernel/seal.ts";
import type { OutboxTable } from "../kernel/tables.ts";
import { compose, type Letter, Undeliverable } from "./letter.ts";

const MINUTE = 60_000;
/** Longer than posting may take: who takes a letter has it to themselves for so long. */
const CLAIM_MS = 2 * MINUTE;
/** Pauses before each repeat: after the last, some sixteen hours in, a letter is given up. */
const BACKOFF_MS = [MINUTE, 3 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * 60 * MINUTE, 5 * 60 * MINUTE, 8 * 60 * MINUTE];
const ROUND = 50;
/** Letters at a time: Amazon SES begins at 14 a second. */
const TOGETHER = 5;

type Row = Selectable<OutboxTable>;
type Send = (letter: Letter) => Promise<void>;

/**
 * Posts every letter of the outbox that is due. One that cannot be delivered waits longer each time, and is given up in
 * the end: it must not stand in the others' way. Answers how many were posted.
 */
export async function postDue(app: App, send: Send): Promise<number> {
  let posted = 0;
  for (;;) {
    const rows = await take(app);
    for (let at = 0; at < rows.length; at += TOGETHER) {
      if (!timeLeft(app)) {
        await putBack(app, rows.slice(at));
        return posted;
      }
      const outcomes = await Promise.all(rows.slice(at, at + TOGETHER).map((row) => post(app, send, row)));
      posted += outcomes.filter(Boolean).length;
    }
    if (rows.length < ROUND) return posted;
  }
}

/** Takes what is due: others leave it alone until the claim is over. */
function take(app: App): Promise<Row[]> {
  const now = app.clock.now();
  return app.db.kysely.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom("outbox")
      .selectAll()
      .where("topic", "=", "mail")
      .where((eb) => eb.or([eb("claimed_until", "is", null), eb("claimed_until", "<=", now)]))
      .orderBy("id")
      .limit(ROUND)
      .forUpdate()
      .skipLocked()
      .execute();
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0)
      await trx
        .updateTable("outbox")
        .set((eb) => ({ claimed_until: new Date(now.getTime() + CLAIM_MS), attempts: eb("attempts", "+", 1) }))
        .where("id", "in", ids)
        .execute();
    return rows;
  });
}

/** As if they had not been taken: there was no time to try them. */
async function putBack(app: App, rows: Row[]): Promise<void> {
  await app.db.kysely
    .updateTable("outbox")
    .set((eb) => ({ claimed_until: null, attempts: eb("attempts", "-", 1) }))
    .where(
      "id",
      "in",
      rows.map(({ id }) => id),
    )
    .execute();
}

async function post(app: App, send: Send, row: Row): Promise<boolean> {
  const forget = () => app.db.kysely.deleteFrom("outbox").where("id", "=", row.id).execute();
  const fields = { id: row.id, request_id: row.request_id, attempts: row.attempts + 1 };
  try {
    await send(await letterOf(app, row));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const pause = error instanceof Undeliverable ? undefined : BACKOFF_MS[row.attempts];
    if (pause === undefined) {
      app.log.error("letter given up", { ...fields, reason });
      await forget();
      return false;
    }
    app.log.warn("letter not delivered yet", { ...fields, reason });
    await app.db.kysely
      .updateTable("outbox")
      .set({ claimed_until: new Date(app.clock.now().getTime() + pause) })
      .where("id", "=", row.id)
      .execute();
    return false;
  }
  app.log.info("letter posted", fields);
  await forget();
  return true;
}

async function letterOf(app: App, row: Row): Promise<Letter> {
  const message = jsonOut(row.payload);
  if (message.topic !== "mail") throw new Undeliverable("not a letter");
  const [signature = ""] = app.config.HOSTWRIGHT_MAIL_FROM.split(" <");
  return compose(row.id, message, await urlOf(app, message), signature);
}

async function urlOf(app: App, { link }: MailMessage): Promise<string | null> {
  if (!link) return null;
  if (link.token === null) return link.url;
  const token = await openOurs(app.config.HOSTWRIGHT_SEAL_KEY, link.token);
  return `${link.url}#token=${encodeURIComponent(String(token))}`;
}
