import * as Webhook from "@hostwright/core/webhook";
import { route } from "../route.ts";

const tag = "Webhooks";

export const webhookRoutes = [
  route("GET /v1/webhooks", Webhook.listWebhooks, { answer: Webhook.webhookList, tag, summary: "List webhooks" }),
  route("POST /v1/webhooks", Webhook.createWebhook, {
    status: 201,
    answer: Webhook.webhookSecretAnswer,
    tag,
    summary: "Add a webhook",
    description:
      "Events are posted as `{id, type, created, data}`, signed after Standard Webhooks, and repeated for two days until the receiver answers 2xx.",
    secret: true,
  }),
  route("GET /v1/webhooks/{id}", Webhook.getWebhook, { answer: Webhook.webhookAnswer, tag, summary: "Get a webhook" }),
  route("PATCH /v1/webhooks/{id}", Webhook.updateWebhook, {
    answer: Webhook.webhookAnswer,
    tag,
    summary: "Change a webhook",
    description: "`active: true` turns one on again that was turned off because nothing got through.",
  }),
  route("DELETE /v1/webhooks/{id}", Webhook.deleteWebhook, {
    answer: Webhook.webhookAnswer,
    tag,
    summary: "Delete a webhook",
    description: "With the record of its deliveries.",
  }),
  route("POST /v1/webhooks/{id}/actions/rotate-secret", Webhook.rotateWebhookSecret, {
    answer: Webhook.webhookSecretAnswer,
    tag,
    summary: "Make a new signing secret",
    description: "The old one signs nothing any more.",
    secret: true,
  }),
  route("POST /v1/webhooks/{id}/actions/ping", Webhook.pingWebhook, {
    status: 201,
    answer: Webhook.deliveryAnswer,
    tag,
    summary: "Send a test event",
  }),
  route("GET /v1/webhooks/{id}/deliveries", Webhook.listDeliveries, {
    answer: Webhook.deliveryList,
    tag,
    summary: "List a webhook's deliveries",
    description: "Those of the last 30 days, with what was sent and how it was answered.",
  }),
  route("POST /v1/webhooks/{id}/deliveries/{delivery}/actions/replay", Webhook.replayDelivery, {
    status: 201,
    answer: Webhook.deliveryAnswer,
    tag,
    summary: "Send an event again",
  }),
];
