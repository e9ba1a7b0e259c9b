import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey, unwrap } from "./client.ts";
import { given } from "./servers.ts";
import type { NewKey } from "./shapes.ts";

export const keysQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ["keys", cursor],
    queryFn: () => unwrap(api.GET("/v1/keys", { params: { query: { limit: 25, ...given({ cursor }) } } })),
    placeholderData: keepPreviousData,
  });

export const createKey = (body: NewKey, key = newIdempotencyKey()) =>
  unwrap(api.POST("/v1/keys", { params: { header: { "Idempotency-Key": key } }, body }));
export const revokeKey = (id: string) => unwrap(api.DELETE("/v1/keys/{id}", { params: { path: { id } } }));
