import type { Selectable } from "kysely";
import { jsonIn, jsonOut } from "../kernel/database/index.ts";
import {
  type Ctx,
  changed,
  command,
  decodeCursor,
  invalidField,
  notFound,
  pageMeta,
  query,
  requireRoom,
  tenantOf,
  toPage,
} from "../kernel/index.ts";
import { sealForUs } from "../kernel/seal.ts";
import { urlProblem } from "./destination.ts";
import { reachOf } from "./reach.ts";
import { createWebhookInput, updateWebhookInput, webhookListInput, webhookRef } from "./schema.ts";
import { newSigningSecret } from "./signature.ts";
import type { WebhookTable } from "./tables.ts";
import { refuseTrail, requireTrail } from "./trail.ts";

const LIMIT = 20;

/** Events are posted to an address from now on. The signing secret is answered once. */
export const createWebhook = command({
  name: "webhook.create",
  permission: "webhook:manage",
  input: createWebhookInput,
  async run(ctx, { url, description, events }) {
    refuseUrl(ctx, url);
    refuseTrail(ctx, events);
    const tenant = tenantOf(ctx);
    const own = ctx.db.selectFrom("webhooks").select("id").where("tenant_id", "=", tenant);
    await requireRoom(ctx, own, { most: LIMIT, of: "webhooks", instead: "delete one first" });
    const id = ctx.id("whk");
    const secret = newSigningSecret();
    await ctx.db
      .insertInto("webhooks")
      .values({
        id,
        tenant_id: tenant,
        url,
        description,
        events: jsonIn<string[]>(events),
        sealed_secret: await sealForUs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, secret),
        active: true,
        disabled_reason: null,
        failing_since: null,
        created_at: ctx.now,
      })
      .execute();
    ctx.audit({ resource: { type: "webhook", id }, changes: { url, events } });
    return { webhook: await webhookOf(ctx, id), secret };
  },
});

export const listWebhooks = query({
  name: "webhook.list",
  permission: "webhook:read",
  input: webhookListInput,
  async run(ctx, { limit, cursor, sort }) {
    const direction = sort === "created:desc" ? "desc" : "asc";
    const after = decodeCursor(cursor);
    let rows = ownWebhooks(ctx)
      .orderBy("id", direction)
      .limit(limit + 1);
    if (after) rows = rows.where("id", direction === "desc" ? "<" : ">", after.id);
    const page = toPage(await rows.execute(), limit, ({ id }) => ({ value: "", id }), webhookView);
    return { webhooks: page.items, meta: pageMeta(limit, page.nextCursor) };
  },
});

export const getWebhook = query({
  name: "webhook.get",
  permission: "webhook:read",
  input: webhookRef,
  run: async (ctx, { id }) => ({ webhook: await webhookOf(ctx, id) }),
});

/** Turned on again, a webhook starts with a clean slate. */
export const updateWebhook = command({
  name: "webhook.update",
  permission: "webhook:manage",
  input: updateWebhookInput,
  async run(ctx, { id, url, description, events, active }) {
    if (url !== undefined) refuseUrl(ctx, url);
    if (events !== undefined) refuseTrail(ctx, events);
    const before = await webhookOf(ctx, id);
    // Turned off is as good as deleted, which whoever manages webhooks may.
    if (url !== undefined || active) requireTrail(ctx, events ?? before.events);
    const change = {
      ...(url === undefined ? {} : { url }),
      ...(description === undefined ? {} : { description }),
      ...(events === undefined ? {} : { events: jsonIn<string[]>(events) }),
      ...(active === undefined ? {} : { active }),
      ...(active ? { disabled_reason: null, failing_since: null } : {}),
    };
    if (Object.keys(change).length > 0) await ctx.db.updateTable("webhooks").set(change).where("id", "=", id).execute();
    ctx.audit({
      resource: { type: "webhook", id },
      changes: changed(before, { url, description, events, active }),
    });
    return { webhook: await webhookOf(ctx, id) };
  },
});

/** A new signing secret; the old one signs nothing any more. */
export const rotateWebhookSecret = command({
  name: "webhook.rotate_secret",
  permission: "webhook:manage",
  input: webhookRef,
  async run(ctx, { id }) {
    const webhook = await webhookOf(ctx, id);
    requireTrail(ctx, webhook.events);
    const secret = newSigningSecret();
    const sealed_secret = await sealForUs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, secret);
    await ctx.db.updateTable("webhooks").set({ sealed_secret }).where("id", "=", id).execute();
    ctx.audit({ resource: { type: "webhook", id } });
    return { webhook, secret };
  },
});

export const deleteWebhook = command({
  name: "webhook.delete",
  permission: "webhook:manage",
  input: webhookRef,
  async run(ctx, { id }) {
    const webhook = await webhookOf(ctx, id);
    await ctx.db.deleteFrom("webhook_deliveries").where("webhook_id", "=", id).execute();
    await ctx.db.deleteFrom("webhooks").where("id", "=", id).execute();
    ctx.audit({ resource: { type: "webhook", id }, changes: { url: webhook.url } });
    return { webhook };
  },
});

const ownWebhooks = (ctx: Ctx) => ctx.db.selectFrom("webhooks").selectAll().where("tenant_id", "=", tenantOf(ctx));

/** @throws AppError `not_found`, also for what another tenant has. */
export async function webhookOf(ctx: Ctx, id: string) {
  const row = await ownWebhooks(ctx).where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound("webhook");
  return webhookView(row);
}

function refuseUrl(ctx: Ctx, url: string): void {
  const problem = urlProblem(url, reachOf(ctx.app));
  if (problem) throw invalidField("url", problem);
}

const webhookView = (row: Selectable<WebhookTable>) => ({
  id: row.id,
  url: row.url,
  description: row.description,
  events: jsonOut(row.events),
  active: row.active,
  disabled_reason: row.disabled_reason,
  failing_since: row.failing_since?.toISOString() ?? null,
  created: row.created_at.toISOString(),
});
