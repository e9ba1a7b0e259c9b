import type { App } from "./app.ts";
import { jsonOut } from "./database/index.ts";

/** Rows younger than this are left to the process that wrote them: it is delivering them right now. */
const GRACE_MS = 5_000;
const CLAIM_MS = 60_000;

/**
 * Schedule: delivers what a process wrote and then died, or could not deliver. Answers how many were delivered. Letters
 * have a round of their own (notice/post.ts).
 */
export async function sweepOutbox(app: App, limit = 100): Promise<number> {
  const now = app.clock.now();
  const rows = await app.db.kysely.transaction().execute(async (trx) => {
    const due = await trx
      .selectFrom("outbox")
      .selectAll()
      .where("topic", "!=", "mail")
      .where("created_at", "<=", new Date(now.getTime() - GRACE_MS))
      .where((eb) => eb.or([eb("claimed_until", "is", null), eb("claimed_until", "<=", now)]))
      .orderBy("id")
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute();
    if (due.length === 0) return [];
    await trx
      .updateTable("outbox")
      .set((eb) => ({ claimed_until: new Date(now.getTime() + CLAIM_MS), attempts: eb("attempts", "+", 1) }))
      .where(
        "id",
        "in",
        due.map((row) => row.id),
      )
      .execute();
    return due;
  });
  if (rows.length === 0) return 0;
  const delivered = await app.deliver(
    rows.map((row) => ({ id: row.id, requestId: row.request_id, message: jsonOut(row.payload) })),
  );
  if (delivered.length > 0) await app.db.kysely.deleteFrom("outbox").where("id", "in", delivered).execute();
  for (const row of rows.filter((one) => !delivered.includes(one.id)))
    app.log.warn("outbox message not delivered", { id: row.id, topic: row.topic, attempts: row.attempts + 1 });
  return delivered.length;
}

/** Schedule: forgets answers kept for repeated requests whose time is over. */
export async function forgetIdempotencyKeys(app: App): Promise<void> {
  await app.db.kysely.deleteFrom("idempotency_keys").where("expires_at", "<", app.clock.now()).execute();
}
