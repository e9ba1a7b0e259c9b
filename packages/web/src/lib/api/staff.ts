import type { paths, Schema } from "@hostwright/sdk";
import { queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey, unwrap } from "./client.ts";
import { given } from "./servers.ts";

/** What operators know of tenants: who they are, what they wrote down, how they are found. */
export type TenantDetail = Schema<"OperatorTenantDetail">;
export type Note = Schema<"StaffNote">;
export type Found = Schema<"SearchResult">;
export type Operator = Schema<"Operator">;
export type OperatorRole = Operator["roles"][number];
export type NewNote = paths["/v1/operator/notes"]["post"]["requestBody"]["content"]["application/json"];

const of = (id: string) => ({ params: { path: { id } } });

export const tenantDetailQuery = (id: string) =>
  queryOptions({
    queryKey: ["operator", "tenants", "one", id],
    queryFn: async () => (await unwrap(api.GET("/v1/operator/tenants/{id}", of(id)))).tenant,
  });

export const supportQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["operator", "support", tenant],
    queryFn: async () => (await unwrap(api.GET("/v1/operator/support", { params: { query: { tenant } } }))).support,
  });

export const searchQuery = (q: string, at: string | undefined) =>
  queryOptions({
    queryKey: ["operator", "search", q, at],
    queryFn: async () =>
      (await unwrap(api.GET("/v1/operator/search", { params: { query: { q, ...given({ at }) } } }))).results,
    enabled: q !== "",
    retry: false,
  });

export const notesQuery = (subject: string) =>
  queryOptions({
    queryKey: ["operator", "notes", subject],
    queryFn: async () => (await unwrap(api.GET("/v1/operator/notes", { params: { query: { subject } } }))).notes,
  });
export const createNote = (body: NewNote) =>
  unwrap(api.POST("/v1/operator/notes", { params: { header: { "Idempotency-Key": newIdempotencyKey() } }, body }));
export const updateNote = (id: string, body: { text?: string; pinned?: boolean }) =>
  unwrap(api.PATCH("/v1/operator/notes/{id}", { ...of(id), body }));
export const deleteNote = (id: string) => unwrap(api.DELETE("/v1/operator/notes/{id}", of(id)));

/** Who works here. */
export const operatorsQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ["operator", "staff", cursor],
    queryFn: () =>
      unwrap(api.GET("/v1/operator/operators", { params: { query: { limit: 25, ...given({ cursor }) } } })),
  });
export const setOperatorRoles = (id: string, roles: OperatorRole[]) =>
  unwrap(api.PUT("/v1/operator/operators/{id}/roles", { ...of(id), body: { roles } }));
