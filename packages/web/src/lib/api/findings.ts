import type { Decision, FindingCode, Severity } from "@hostwright/core/reconcile/state";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey, unwrap } from "./client.ts";
import { given } from "./servers.ts";

export interface FindingFilters {
  status?: "open" | "muted" | "closed" | undefined;
  severity?: Severity | undefined;
  code?: FindingCode | undefined;
  endpoint?: string | undefined;
  subject?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

/** Endpoints are compared every minute. */
const EVERY = 15_000;

export const findingsQuery = (filters: FindingFilters) =>
  queryOptions({
    queryKey: ["operator", "findings", "list", filters],
    queryFn: () => unwrap(api.GET("/v1/operator/findings", { params: { query: given(filters) } })),
    refetchInterval: EVERY,
    placeholderData: keepPreviousData,
  });

export const findingQuery = (id: string) =>
  queryOptions({
    queryKey: ["operator", "findings", "one", id],
    queryFn: async () => (await unwrap(api.GET("/v1/operator/findings/{id}", { params: { path: { id } } }))).finding,
    refetchInterval: EVERY,
  });

const keyed = (id: string) => ({ params: { path: { id }, header: { "Idempotency-Key": newIdempotencyKey() } } });

export const muteFinding = (id: string, reason: string) =>
  unwrap(api.POST("/v1/operator/findings/{id}/mute", { ...keyed(id), body: { reason } }));
export const unmuteFinding = (id: string) =>
  unwrap(api.DELETE("/v1/operator/findings/{id}/mute", { params: { path: { id } } }));
export const decideFinding = (id: string, decision: Decision, confirm?: string) =>
  unwrap(
    api.POST("/v1/operator/findings/{id}/decide", {
      ...keyed(id),
      body: { decision, ...(confirm === undefined ? {} : { confirm }) },
    }),
  );
export const moveServer = (id: string, node: string) =>
  unwrap(api.POST("/v1/operator/servers/{id}/actions/move", { ...keyed(id), body: { node } }));
