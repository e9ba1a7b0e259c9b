import type { Schema } from "@hostwright/sdk";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey, unwrap } from "./client.ts";
import { FAST, SLOW } from "./polling.ts";
import { given } from "./servers.ts";

export type Migration = Schema<"Migration">;
export type Adoption = Schema<"Adoption">;
export const ADOPTION_STATES = ["bound", "adopted", "handed_over", "unbound"] as const;
export type AdoptionState = (typeof ADOPTION_STATES)[number];

export const migrationsQuery = queryOptions({
  queryKey: ["operator", "migrations", "list"],
  queryFn: () => unwrap(api.GET("/v1/operator/migrations", { params: { query: { limit: 25 } } })),
  refetchInterval: (query) => (query.state.data?.migrations.some(({ status }) => status === "running") ? FAST : SLOW),
});

export const setAsideQuery = (id: string, filters: { code?: string | undefined; cursor?: string | undefined }) =>
  queryOptions({
    queryKey: ["operator", "migrations", "set-aside", id, filters],
    queryFn: () =>
      unwrap(
        api.GET("/v1/operator/migrations/{id}/set-aside", {
          params: { path: { id }, query: { limit: 25, ...given(filters) } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export type LegacyRecord = Schema<"LegacyRecord">;
export interface LegacyFilters {
  table?: string | undefined;
  row?: string | undefined;
  client?: string | undefined;
  text?: string | undefined;
  cursor?: string | undefined;
}

export const legacyRecordsQuery = (filters: LegacyFilters) =>
  queryOptions({
    queryKey: ["operator", "legacy", "list", filters],
    queryFn: () =>
      unwrap(api.GET("/v1/operator/legacy-records", { params: { query: { limit: 25, ...given(filters) } } })),
    placeholderData: keepPreviousData,
  });

export const legacyRecordQuery = (id: string) =>
  queryOptions({
    queryKey: ["operator", "legacy", "one", id],
    queryFn: async () =>
      (await unwrap(api.GET("/v1/operator/legacy-records/{id}", { params: { path: { id } } }))).legacy_record,
  });

export const legacyTablesQuery = queryOptions({
  queryKey: ["operator", "legacy", "tables"],
  queryFn: async () => (await unwrap(api.GET("/v1/operator/legacy-tables"))).tables,
});

export const adoptionsQuery = (filters: { state?: AdoptionState | undefined; cursor?: string | undefined }) =>
  queryOptions({
    queryKey: ["operator", "adoptions", filters],
    queryFn: () => unwrap(api.GET("/v1/operator/adoptions", { params: { query: { limit: 25, ...given(filters) } } })),
    refetchInterval: (query) => (query.state.data?.adoptions.some(({ action }) => action) ? FAST : SLOW),
    placeholderData: keepPreviousData,
  });

const keyed = (id: string) => ({ params: { path: { id }, header: { "Idempotency-Key": newIdempotencyKey() } } });

/** What an operator may do with a server that was brought over. */
export const ADOPTION_VERBS = {
  adopt: (id: string) => unwrap(api.POST("/v1/operator/servers/{id}/actions/adopt", keyed(id))),
  disown: (id: string) => unwrap(api.POST("/v1/operator/servers/{id}/actions/disown", keyed(id))),
  "hand-over": (id: string) => unwrap(api.POST("/v1/operator/servers/{id}/actions/hand-over", keyed(id))),
  "hand-back": (id: string) => unwrap(api.POST("/v1/operator/servers/{id}/actions/hand-back", keyed(id))),
} as const;
export type AdoptionVerb = keyof typeof ADOPTION_VERBS;
