import type { ConsoleKind } from "@hostwright/core/console/state";
import type { PowerVerb } from "@hostwright/core/server/state";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey, unwrap } from "./client.ts";
import { FAST, isMoving, pollServers, SLOW } from "./polling.ts";
import { problemOf } from "./problem.ts";
import type { ServerSort, ServerStatusFilter } from "./shapes.ts";

export interface ServerFilters {
  name?: string | undefined;
  status?: ServerStatusFilter | undefined;
  label_selector?: string | undefined;
  sort?: ServerSort | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

/** Drops what is not set, so that it does not appear in the query string. */
export const given = <T extends object>(filters: T) =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== "")) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

export const serversQuery = (filters: ServerFilters) =>
  queryOptions({
    queryKey: ["servers", "list", filters],
    queryFn: () => unwrap(api.GET("/v1/servers", { params: { query: given(filters) } })),
    refetchInterval: (query) => pollServers(query.state.data?.servers),
    placeholderData: keepPreviousData,
  });

export const serverQuery = (id: string) =>
  queryOptions({
    queryKey: ["servers", "one", id],
    queryFn: async () => (await unwrap(api.GET("/v1/servers/{id}", { params: { path: { id } } }))).server,
    refetchInterval: (query) => {
      if (query.state.error && problemOf(query.state.error).status === 404) return false;
      return query.state.data && isMoving(query.state.data) ? FAST : SLOW;
    },
  });

const path = (id: string) => ({ params: { path: { id } } });
const keyed = (id: string) => ({ params: { path: { id }, header: { "Idempotency-Key": newIdempotencyKey() } } });

export const powerServer = (id: string, verb: PowerVerb) =>
  unwrap(api.POST(`/v1/servers/{id}/actions/${verb}`, keyed(id)));
export const updateServer = (id: string, change: { name?: string; labels?: Record<string, string> }) =>
  unwrap(api.PATCH("/v1/servers/{id}", { ...path(id), body: change }));
export const deleteServer = (id: string) => unwrap(api.DELETE("/v1/servers/{id}", path(id)));
export const scheduleDeletion = (id: string, hours: number) =>
  unwrap(api.POST("/v1/servers/{id}/deletion", { ...keyed(id), body: { after_hours: hours } }));
export const cancelDeletion = (id: string) => unwrap(api.DELETE("/v1/servers/{id}/deletion", path(id)));
export const openConsole = (id: string, kind: ConsoleKind) =>
  unwrap(api.POST("/v1/servers/{id}/console", { ...keyed(id), body: { kind } }));
