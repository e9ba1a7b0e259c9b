import { queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey, unwrap } from "./client.ts";
import type { RoleContent } from "./shapes.ts";

export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: () => unwrap(api.GET("/v1/roles")),
});

export const createRole = (body: RoleContent) =>
  unwrap(api.POST("/v1/roles", { params: { header: { "Idempotency-Key": newIdempotencyKey() } }, body }));
export const updateRole = (id: string, body: RoleContent) =>
  unwrap(api.PATCH("/v1/roles/{id}", { params: { path: { id } }, body }));
export const deleteRole = (id: string) => unwrap(api.DELETE("/v1/roles/{id}", { params: { path: { id } } }));
