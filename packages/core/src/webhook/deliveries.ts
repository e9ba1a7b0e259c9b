import type { Selectable } from "kysely";
import { type Ctx, command, decodeCursor, notFound, pageMeta, query, tenantOf, toPage } from "../kernel/index.ts";
import { AUDIT_RECORDED } from "./event-types.ts";
import { newDelivery } from "./fan-out.ts";
import { deliveryListInput, deliveryRef, webhookRef } from "./schema.ts";
import type { WebhookDeliveryTable } from "./tables.ts";
import { readsTrail, requireTrail } from "./trail.ts";
import { webhookOf } from "./webhooks.ts";

/** What was sent, and how it was answered; kept for 30 days. */
export const listDeliveries = query({
  name: "webhook.list_deliveries",
  permission: "webhook:read",
  input: deliveryListInput,
  async run(ctx, { id, limit, cursor, sort, status }) {
    await webhookOf(ctx, id);
    const direction = sort === "created:desc" ? "desc" : "asc";
    const after = decodeCursor(cursor);
    let rows = deliveriesOf(ctx, id)
      .orderBy("id", direction)
      .limit(limit + 1);
    if (status) rows = rows.where("status", "=", status);
    if (after) rows = rows.where("id", direction === "desc" ? "<" : ">", after.id);
    const page = toPage(
      await rows.execute(),
      limit,
      (row) => ({ value: "", id: row.id }),
      (row) => deliveryView(ctx, row),
    );
    return { deliveries: page.items, meta: pageMeta(limit, page.nextCursor) };
  },
});

/** Sends an event again, as a delivery of its own; the receiver knows it by the event's id. */
export const replayDelivery = command({
  name: "webhook.replay",
  permission: "webhook:manage",
  input: deliveryRef,
  async run(ctx, { id, delivery }) {
    await webhookOf(ctx, id);
    const row = await deliveriesOf(ctx, id).where("id", "=", delivery).executeTakeFirst();
    if (!row) throw notFound("delivery");
    requireTrail(ctx, [row.event_type]);
    ctx.audit({ resource: { type: "webhook", id }, changes: { replayed: delivery, event: row.event_id } });
    const { event_id: event, event_type: type, body } = row;
    return { delivery: await order(ctx, id, { event, type, body }) };
  },
});

/** Sends a test event, so that a receiver can be tried before anything happens. */
export const pingWebhook = command({
  name: "webhook.ping",
  permission: "webhook:manage",
  input: webhookRef,
  async run(ctx, { id }) {
    await webhookOf(ctx, id);
    ctx.audit({ resource: { type: "webhook", id } });
    const event = ctx.id("evt");
    const body = JSON.stringify({ id: event, type: "ping", created: ctx.now.toISOString(), data: {} });
    return { delivery: await order(ctx, id, { event, type: "ping", body }) };
  },
});

/** A delivery beside the events' own, sent after the commit. */
async function order(ctx: Ctx, webhook: string, about: { event: string; type: string; body: string }) {
  const row = newDelivery(ctx, { webhook, tenant: tenantOf(ctx), ...about, replay: true });
  await ctx.db.insertInto("webhook_deliveries").values(row).execute();
  ctx.send({ topic: "event", type: "webhook.delivery_due", tenant: null, payload: { delivery: row.id } });
  return deliveryView(ctx, row);
}

const deliveriesOf = (ctx: Ctx, webhook: string) =>
  ctx.db
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("tenant_id", "=", tenantOf(ctx))
    .where("webhook_id", "=", webhook);

/** What the audit trail says is left out for those who may not read it. */
const deliveryView = (ctx: Ctx, row: Selectable<WebhookDeliveryTable>) => ({
  id: row.id,
  event: row.event_id,
  type: row.event_type,
  status: row.status,
  attempts: row.attempts,
  next_attempt: row.status === "pending" ? row.due_at.toISOString() : null,
  response_status: row.response_status,
  response: row.response,
  response_ms: row.response_ms,
  body: row.event_type === AUDIT_RECORDED && !readsTrail(ctx) ? null : row.body,
  created: row.created_at.toISOString(),
  ended: row.ended_at?.toISOString() ?? null,
});
