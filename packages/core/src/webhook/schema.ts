import { z } from "zod";
import { pageInput } from "../kernel/page.ts";
import { idShape, pagination, timestamp } from "../kernel/shapes.ts";
import { eventTypes } from "./event-types.ts";

const url = z
  .url({ protocol: /^https?$/, error: "not an http or https address" })
  .max(1000)
  .describe("Where events are posted; https, and reachable from the internet.")
  .meta({ example: "https://example.com/hooks/hostwright" });
const description = z.string().max(200).describe("What it is for; yours to choose.");
const events = z
  .array(z.enum(eventTypes))
  .max(eventTypes.length)
  .describe("Event types; empty: every one but `audit.recorded`.")
  .meta({ example: ["server.created", "server.deleted"] });

export const createWebhookInput = z.strictObject({
  url,
  description: description.default(""),
  events: events.default([]),
});
export const updateWebhookInput = z.strictObject({
  id: idShape("whk"),
  url: url.optional(),
  description: description.optional(),
  events: events.optional(),
  active: z.boolean().optional().describe("false: nothing is sent, and nothing that happens meanwhile is sent later."),
});
export const webhookRef = z.strictObject({ id: idShape("whk") });
export const deliveryRef = z.strictObject({ id: idShape("whk"), delivery: idShape("dlv") });
export const webhookListInput = z.strictObject({ ...pageInput(["created:desc", "created:asc"], "created:desc") });
export const deliveryListInput = z.strictObject({
  id: idShape("whk"),
  ...pageInput(["created:desc", "created:asc"], "created:desc"),
  status: z.enum(["pending", "delivered", "failed"]).optional(),
});

export const webhookShape = z
  .object({
    id: idShape("whk"),
    url: z.string(),
    description: z.string(),
    events: z.array(z.string()),
    active: z.boolean(),
    disabled_reason: z.string().nullable().describe("Why we turned it off; null where we did not."),
    failing_since: timestamp.nullable().describe("Since when no delivery has gone through."),
    created: timestamp,
  })
  .meta({ id: "Webhook" });

export const deliveryShape = z
  .object({
    id: idShape("dlv"),
    event: z.string().describe("Id of the event; the receiver's protection against doing it twice."),
    type: z.string().meta({ example: "server.created" }),
    status: z.enum(["pending", "delivered", "failed"]),
    attempts: z.number().int(),
    next_attempt: timestamp.nullable(),
    response_status: z.number().int().nullable(),
    response: z.string().nullable().describe("What went wrong, or how the answer begins."),
    response_ms: z.number().int().nullable(),
    body: z
      .string()
      .nullable()
      .describe("What is sent, byte for byte; null: from the audit trail, which you may not read."),
    created: timestamp,
    ended: timestamp.nullable(),
  })
  .meta({ id: "WebhookDelivery" });

export const webhookAnswer = z.object({ webhook: webhookShape });
export const webhookSecretAnswer = webhookAnswer.extend({
  secret: z
    .string()
    .describe("Signs every delivery (Standard Webhooks); shown this once.")
    .meta({ example: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD" }),
});
export const webhookList = z.object({ webhooks: z.array(webhookShape), meta: pagination });
export const deliveryAnswer = z.object({ delivery: deliveryShape });
export const deliveryList = z.object({ deliveries: z.array(deliveryShape), meta: pagination });
