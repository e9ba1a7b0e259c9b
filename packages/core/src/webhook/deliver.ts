import type { Selectable } from "kysely";
import { affected, jsonOut } from "../kernel/database/index.ts";
import { timeLeft } from "../kernel/deadline.ts";
import { type App, insertAudit, system, transact } from "../kernel/index.ts";
import { openOurs } from "../kernel/seal.ts";
import { AUDIT_RECORDED } from "./event-types.ts";
import { type Posted, post } from "./post.ts";
import { reachOf } from "./reach.ts";
import { signedHeaders } from "./signature.ts";
import type { WebhookDeliveryTable } from "./tables.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Pauses before each repeat: after the last, some two days in, a delivery has failed. */
const BACKOFF_MS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];
/** Longer than a post may take: who takes a delivery has it to themselves for so long. */
const CLAIM_MS = MINUTE;
/** A webhook to which nothing got through for so long is turned off. */
const HOPELESS_MS = 3 * 24 * HOUR;
const KEPT_MS = 30 * 24 * HOUR;
/** Posts at a time: a slow receiver should not keep the others waiting. */
const ROUND = 50;

/** Schedule: tries every delivery that is due. Answers how many were. */
export async function deliverDue(app: App): Promise<number> {
  const due = await app.db.kysely
    .selectFrom("webhook_deliveries")
    .select("id")
    .where("status", "=", "pending")
    .where("due_at", "<=", app.clock.now())
    .orderBy("due_at")
    .limit(ROUND)
    .execute();
  await deliverNow(
    app,
    due.map((row) => row.id),
  );
  return due.length;
}

/** Tries these deliveries, all at once; what is not due, or is just being tried, is left alone. */
export async function deliverNow(app: App, ids: string[]): Promise<void> {
  await Promise.all(ids.map((id) => attempt(app, id)));
}

async function attempt(app: App, id: string): Promise<void> {
  // By the clock it is tried again; one that was taken and then cut off would count as an attempt.
  if (!timeLeft(app)) return;
  const taken = await app.db.kysely
    .updateTable("webhook_deliveries")
    .set((eb) => ({ due_at: new Date(app.clock.now().getTime() + CLAIM_MS), attempts: eb("attempts", "+", 1) }))
    .where("id", "=", id)
    .where("status", "=", "pending")
    .where("due_at", "<=", app.clock.now())
    .executeTakeFirst();
  if (affected(taken) === 0) return;
  const row = await app.db.kysely
    .selectFrom("webhook_deliveries as d")
    .innerJoin("webhooks as w", "w.id", "d.webhook_id")
    .selectAll("d")
    .select(["w.url", "w.sealed_secret", "w.active", "w.events"])
    .where("d.id", "=", id)
    .executeTakeFirst();
  if (!row) return;
  const stopped = (text: string) => settle(app, row, { ok: false, status: null, text, ms: 0 }, true);
  if (!row.active) return stopped("the webhook is turned off");
  // Since it was made the address may have become that of somebody who may not read the audit trail.
  if (row.event_type === AUDIT_RECORDED && !jsonOut(row.events).includes(AUDIT_RECORDED))
    return stopped(`the webhook is not told '${AUDIT_RECORDED}' any more`);
  const secret = String(await openOurs(app.config.HOSTWRIGHT_SEAL_KEY, row.sealed_secret));
  const headers = signedHeaders(secret, row.event_id, app.clock.now(), row.body);
  const posted = await post(row.url, headers, row.body, reachOf(app));
  app.log.info("webhook posted", { delivery: id, status: posted.status, ms: posted.ms, attempt: row.attempts });
  await settle(app, row, posted, false);
}

type Row = Selectable<WebhookDeliveryTable>;

/** Writes how an attempt went, and when the next one is. */
async function settle(app: App, row: Row, posted: Posted, final: boolean): Promise<void> {
  const now = app.clock.now();
  const pause = BACKOFF_MS[row.attempts - 1];
  const gone = posted.status === 410;
  const over = posted.ok || final || gone || pause === undefined;
  await transact({ app, actor: system("webhooks"), requestId: row.event_id }, async (ctx) => {
    await ctx.db
      .updateTable("webhook_deliveries")
      .set({
        status: posted.ok ? "delivered" : over ? "failed" : "pending",
        due_at: over ? now : new Date(now.getTime() + pause),
        response_status: posted.status,
        response: posted.text,
        response_ms: posted.ms,
        ended_at: over ? now : null,
      })
      .where("id", "=", row.id)
      .execute();
    if (final) return;
    const hook = await ctx.db
      .selectFrom("webhooks")
      .select(["failing_since", "active"])
      .where("id", "=", row.webhook_id)
      .executeTakeFirst();
    if (!hook?.active) return;
    const since = posted.ok ? null : (hook.failing_since ?? now);
    const hopeless = since !== null && now.getTime() - since.getTime() >= HOPELESS_MS;
    const reason = gone ? "The receiver answered 410: it is gone." : "Nothing got through for three days.";
    const off = gone || hopeless;
    if (!off && since?.getTime() === hook.failing_since?.getTime()) return;
    await ctx.db
      .updateTable("webhooks")
      .set({ failing_since: since, ...(off ? { active: false, disabled_reason: reason } : {}) })
      .where("id", "=", row.webhook_id)
      .execute();
    if (off)
      await insertAudit(ctx, "webhook.disable", "done", {
        tenant: row.tenant_id,
        resource: { type: "webhook", id: row.webhook_id },
        changes: { reason },
      });
  });
}

/** Schedule: forgets deliveries that ended long ago. */
export async function forgetDeliveries(app: App): Promise<void> {
  await app.db.kysely
    .deleteFrom("webhook_deliveries")
    .where("status", "!=", "pending")
    .where("created_at", "<", new Date(app.clock.now().getTime() - KEPT_MS))
    .execute();
}
