import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey, unwrap } from "./client.ts";
import { FAST } from "./polling.ts";
import { given } from "./servers.ts";
import type { EventType, NewWebhook } from "./shapes.ts";

export const webhooksQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ["webhooks", "list", cursor],
    queryFn: () => unwrap(api.GET("/v1/webhooks", { params: { query: { limit: 25, ...given({ cursor }) } } })),
    placeholderData: keepPreviousData,
  });

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhooks", "one", id],
    queryFn: async () => (await unwrap(api.GET("/v1/webhooks/{id}", path(id)))).webhook,
  });

/** Polls while a delivery is on its way. */
export const deliveriesQuery = (id: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ["webhooks", "deliveries", id, cursor],
    queryFn: () =>
      unwrap(
        api.GET("/v1/webhooks/{id}/deliveries", {
          params: { path: { id }, query: { limit: 25, ...given({ cursor }) } },
        }),
      ),
    refetchInterval: (query) =>
      query.state.data?.deliveries.some((one) => one.status === "pending" && one.attempts < 2) ? FAST : false,
    placeholderData: keepPreviousData,
  });

const path = (id: string) => ({ params: { path: { id } } });
const keyed = (id: string) => ({ params: { path: { id }, header: { "Idempotency-Key": newIdempotencyKey() } } });

export const createWebhook = (body: NewWebhook, key: string) =>
  unwrap(api.POST("/v1/webhooks", { params: { header: { "Idempotency-Key": key } }, body }));
export const updateWebhook = (id: string, body: { active?: boolean; url?: string; events?: EventType[] }) =>
  unwrap(api.PATCH("/v1/webhooks/{id}", { ...path(id), body }));
export const deleteWebhook = (id: string) => unwrap(api.DELETE("/v1/webhooks/{id}", path(id)));
export const rotateWebhookSecret = (id: string) =>
  unwrap(api.POST("/v1/webhooks/{id}/actions/rotate-secret", keyed(id)));
export const pingWebhook = (id: string) => unwrap(api.POST("/v1/webhooks/{id}/actions/ping", keyed(id)));
export const replayDelivery = (id: string, delivery: string) =>
  unwrap(
    api.POST("/v1/webhooks/{id}/deliveries/{delivery}/actions/replay", {
      params: { path: { id, delivery }, header: { "Idempotency-Key": newIdempotencyKey() } },
    }),
  );
