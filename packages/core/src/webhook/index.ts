export { deliverDue, deliverNow, forgetDeliveries } from "./deliver.ts";
export { listDeliveries, pingWebhook, replayDelivery } from "./deliveries.ts";
export { publicLookup, type Reach, urlProblem } from "./destination.ts";
export { EVENT_TYPES } from "./event-types.ts";
export { fanOut, wantsAudit } from "./fan-out.ts";
export { reachOf } from "./reach.ts";
export { deliveryAnswer, deliveryList, webhookAnswer, webhookList, webhookSecretAnswer } from "./schema.ts";
export { signedHeaders } from "./signature.ts";
export type {} from "./tables.ts";
export {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateWebhookSecret,
  updateWebhook,
} from "./webhooks.ts";
