import { z } from "zod";
import { insertIgnore, jsonOut } from "../kernel/database/index.ts";
import { type App, type Ctx, parse, system, transact } from "../kernel/index.ts";
import { AUDIT_RECORDED, type EventType, isEventType } from "./event-types.ts";
import type { WebhookDeliveryTable } from "./tables.ts";

/** An event of ours as EventBridge hands it on. */
const busEvent = z.object({
  "detail-type": z.string(),
  time: z.iso.datetime({ offset: true }),
  detail: z.looseObject({ id: z.string(), tenant: z.string().nullable() }),
});

/**
 * Makes the deliveries of an event, one for each webhook that wants it. The same event again makes none.
 * @returns their ids.
 */
export async function fanOut(app: App, event: unknown): Promise<string[]> {
  const { "detail-type": type, time, detail } = parse(busEvent, event);
  const { id, tenant, ...data } = detail;
  if (!tenant || !isEventType(type)) return [];
  return transact({ app, actor: system("webhooks"), requestId: id }, async (ctx) => {
    const hooks = await ctx.db
      .selectFrom("webhooks")
      .select(["id", "events"])
      .where("tenant_id", "=", tenant)
      .where("active", "=", true)
      .execute();
    const made: string[] = [];
    const body = JSON.stringify({ id, type, created: new Date(time).toISOString(), data });
    for (const hook of hooks) {
      if (!wants(jsonOut(hook.events), type)) continue;
      const row = newDelivery(ctx, { webhook: hook.id, tenant, event: id, type, body });
      if (await insertIgnore(ctx.db, "webhook_deliveries", row)) made.push(row.id);
    }
    return made;
  });
}

const wants = (events: string[], type: EventType): boolean =>
  events.length === 0 ? type !== AUDIT_RECORDED : events.includes(type);

/** Whether a tenant has a webhook that is to hear what its audit trail takes in. */
export async function wantsAudit(ctx: Ctx, tenant: string): Promise<boolean> {
  const hooks = await ctx.db
    .selectFrom("webhooks")
    .select("events")
    .where("tenant_id", "=", tenant)
    .where("active", "=", true)
    .execute();
  return hooks.some(({ events }) => wants(jsonOut(events), AUDIT_RECORDED));
}

interface Ordered {
  webhook: string;
  tenant: string;
  event: string;
  type: string;
  body: string;
  /** Asked for beside the event's own delivery. */
  replay?: boolean;
}

/** A delivery that is due now. */
export function newDelivery(ctx: Ctx, { webhook, tenant, event, type, body, replay }: Ordered): WebhookDeliveryTable {
  const id = ctx.id("dlv");
  return {
    id,
    tenant_id: tenant,
    webhook_id: webhook,
    event_id: event,
    replay: replay ? id : "",
    event_type: type,
    body,
    status: "pending",
    attempts: 0,
    due_at: ctx.now,
    response_status: null,
    response: null,
    response_ms: null,
    created_at: ctx.now,
    ended_at: null,
  };
}
