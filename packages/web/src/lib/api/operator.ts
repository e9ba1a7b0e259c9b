import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { ActionFilters } from "./actions.ts";
import { api, newIdempotencyKey, unwrap } from "./client.ts";
import { FAST, isMoving, pollActions, pollServers, SLOW } from "./polling.ts";
import { given, type ServerFilters } from "./servers.ts";
import type { HoldKind } from "./shapes.ts";

export type OperatorServerFilters = ServerFilters & { tenant?: string | undefined };

export const operatorServersQuery = (filters: OperatorServerFilters) =>
  queryOptions({
    queryKey: ["operator", "servers", "list", filters],
    queryFn: () => unwrap(api.GET("/v1/operator/servers", { params: { query: given(filters) } })),
    refetchInterval: (query) => pollServers(query.state.data?.servers),
    placeholderData: keepPreviousData,
  });

export const operatorServerQuery = (id: string) =>
  queryOptions({
    queryKey: ["operator", "servers", "one", id],
    queryFn: async () => (await unwrap(api.GET("/v1/operator/servers/{id}", { params: { path: { id } } }))).server,
    refetchInterval: (query) => (query.state.data && isMoving(query.state.data) ? FAST : SLOW),
  });

export const operatorActionsQuery = (filters: ActionFilters & { tenant?: string | undefined }) =>
  queryOptions({
    queryKey: ["operator", "actions", "list", filters],
    queryFn: () => unwrap(api.GET("/v1/operator/actions", { params: { query: given(filters) } })),
    refetchInterval: (query) => pollActions(query.state.data?.actions),
    placeholderData: keepPreviousData,
  });

export const operatorActionQuery = (id: string) =>
  queryOptions({
    queryKey: ["operator", "actions", "one", id],
    queryFn: async () => (await unwrap(api.GET("/v1/operator/actions/{id}", { params: { path: { id } } }))).action,
    refetchInterval: (query) => pollActions(query.state.data ? [query.state.data] : undefined),
  });

export const endpointsQuery = queryOptions({
  queryKey: ["operator", "endpoints"],
  queryFn: async () => (await unwrap(api.GET("/v1/operator/endpoints"))).endpoints,
  refetchInterval: 10_000,
});

export const assignmentsQuery = (address: string, at: string | undefined) =>
  queryOptions({
    queryKey: ["operator", "assignments", address, at],
    queryFn: async () =>
      (await unwrap(api.GET("/v1/operator/assignments", { params: { query: { address, ...given({ at }) } } })))
        .assignments,
    enabled: address !== "",
    retry: false,
  });

const keyed = (id: string) => ({ params: { path: { id }, header: { "Idempotency-Key": newIdempotencyKey() } } });
export type OpenStatus = "open" | "draining";

export const placeHold = (id: string, hold: { kind: HoldKind; reason: string; until?: string }) =>
  unwrap(api.POST("/v1/operator/servers/{id}/holds", { ...keyed(id), body: hold }));
export const liftHold = (id: string) => unwrap(api.DELETE("/v1/operator/holds/{id}", { params: { path: { id } } }));
export const stopAsOperator = (id: string) => unwrap(api.POST("/v1/operator/servers/{id}/actions/stop", keyed(id)));
export const setSmtp = (id: string, body: { open: boolean; reason: string }) =>
  unwrap(api.POST("/v1/operator/servers/{id}/smtp", { ...keyed(id), body }));
export const retryUndo = (id: string) => unwrap(api.POST("/v1/operator/actions/{id}/undo", keyed(id)));
export const setEndpointStatus = (id: string, status: OpenStatus) =>
  unwrap(api.PATCH("/v1/operator/endpoints/{id}", { params: { path: { id } }, body: { status } }));
export const setNodeStatus = (id: string, status: OpenStatus) =>
  unwrap(api.PATCH("/v1/operator/nodes/{id}", { params: { path: { id } }, body: { status } }));
