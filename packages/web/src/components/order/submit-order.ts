import { api, newIdempotencyKey, unwrap } from "@/lib/api/client.ts";
import type { OrderForm } from "./form-schema.ts";
import { orderBody } from "./order-body.ts";

/**
 * Sends orders of one form. The key stays the same as long as what is ordered does, so that sending again after a
 * failure that left the outcome open cannot buy a second server.
 */
export function orderSender() {
  let last: { body: string; key: string } | undefined;
  return (form: OrderForm) => {
    const body = orderBody(form);
    const text = JSON.stringify(body);
    if (last?.body !== text) last = { body: text, key: newIdempotencyKey() };
    return unwrap(api.POST("/v1/servers", { params: { header: { "Idempotency-Key": last.key } }, body }));
  };
}
