import type { paths } from "@hostwright/sdk";
import { api, newIdempotencyKey, unwrap } from "./client.ts";

/** The longer changes of a server. */
type Body<P extends keyof paths> = paths[P] extends {
  post: { requestBody?: { content: { "application/json": infer B } } };
}
  ? B
  : never;
export type Resize = Body<"/v1/servers/{id}/actions/resize">;
export type ResetAccess = Body<"/v1/servers/{id}/actions/reset-access">;

const keyed = (id: string) => ({ params: { path: { id }, header: { "Idempotency-Key": newIdempotencyKey() } } });

export const resizeServer = (id: string, body: Resize) =>
  unwrap(api.POST("/v1/servers/{id}/actions/resize", { ...keyed(id), body }));
export const rebuildServer = (id: string, image: string) =>
  unwrap(api.POST("/v1/servers/{id}/actions/rebuild", { ...keyed(id), body: { image } }));
export const setRescue = (id: string, on: boolean) =>
  unwrap(
    on
      ? api.POST("/v1/servers/{id}/actions/enable-rescue", keyed(id))
      : api.POST("/v1/servers/{id}/actions/disable-rescue", keyed(id)),
  );
export const resetAccess = (id: string, body: ResetAccess) =>
  unwrap(api.POST("/v1/servers/{id}/actions/reset-access", { ...keyed(id), body }));
export const protectServer = (id: string, protection: { delete?: boolean; rebuild?: boolean }) =>
  unwrap(api.PATCH("/v1/servers/{id}", { params: { path: { id } }, body: { protection } }));
