import type { paths, Schema } from "@hostwright/sdk";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey, unwrap } from "./client.ts";
import { given } from "./servers.ts";

/** People: one's own account, the tenant's members and invitations, and for operators the tenants themselves. */
export type Profile = Schema<"Profile">;
export type Tenant = Schema<"Tenant">;
export type Member = Schema<"Member">;
export type Invitation = Schema<"Invitation">;
export type OperatorTenant = Schema<"OperatorTenant">;
export type TenantStatus = Tenant["status"];
type Body<P extends keyof paths, M extends "patch" | "post" | "put"> = paths[P] extends {
  [K in M]: { requestBody?: { content: { "application/json": infer B } } };
}
  ? B
  : never;

const header = () => ({ "Idempotency-Key": newIdempotencyKey() });
const keyed = () => ({ params: { header: header() } });
const keyedFor = (id: string) => ({ params: { path: { id }, header: header() } });
const page = (cursor: string | undefined) => ({ params: { query: { limit: 25, ...given({ cursor }) } } });

export const profileQuery = queryOptions({
  queryKey: ["profile"],
  queryFn: async () => (await unwrap(api.GET("/v1/account"))).profile,
});
export const updateProfile = (body: Body<"/v1/account", "patch">) => unwrap(api.PATCH("/v1/account", { body }));
export const changePassword = (body: Body<"/v1/account/password", "post">) =>
  unwrap(api.POST("/v1/account/password", { ...keyed(), body }));
export const changeEmail = (body: Body<"/v1/account/email", "post">) =>
  unwrap(api.POST("/v1/account/email", { ...keyed(), body }));
export const cancelEmailChange = () => unwrap(api.DELETE("/v1/account/email"));

export const tenantQuery = queryOptions({
  queryKey: ["tenant"],
  queryFn: async () => (await unwrap(api.GET("/v1/tenant"))).tenant,
});
export const renameTenant = (name: string) => unwrap(api.PATCH("/v1/tenant", { body: { name } }));
export const createTenant = (name: string) => unwrap(api.POST("/v1/tenants", { ...keyed(), body: { name } }));
export const leaveTenant = () => unwrap(api.POST("/v1/tenant/actions/leave", keyed()));

/** How the tenant's people sign in. */
const readSignIn = () => unwrap(api.GET("/v1/tenant/sign-in"));
export type SignInSettings = Awaited<ReturnType<typeof readSignIn>>;
export const signInQuery = queryOptions({
  queryKey: ["tenant", "sign-in"],
  queryFn: readSignIn,
});
export const setProvider = (body: Body<"/v1/tenant/sign-in", "put">) => unwrap(api.PUT("/v1/tenant/sign-in", { body }));
export const removeProvider = () => unwrap(api.DELETE("/v1/tenant/sign-in"));
export const requireSecondFactor = (required: boolean) =>
  unwrap(api.PUT("/v1/tenant/second-factor", { body: { second_factor_required: required } }));

export const membersQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ["members", cursor],
    queryFn: () => unwrap(api.GET("/v1/members", page(cursor))),
    placeholderData: keepPreviousData,
  });
export const changeMember = (id: string, body: { role: string; scope: string | null }) =>
  unwrap(api.PATCH("/v1/members/{id}", { params: { path: { id } }, body }));
export const removeMember = (id: string) => unwrap(api.DELETE("/v1/members/{id}", { params: { path: { id } } }));

export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: async () => (await unwrap(api.GET("/v1/invitations", { params: { query: { limit: 100 } } }))).invitations,
});
export const invite = (body: { email: string; role: string }) =>
  unwrap(api.POST("/v1/invitations", { ...keyed(), body }));
export const resendInvitation = (id: string) => unwrap(api.POST("/v1/invitations/{id}/actions/resend", keyedFor(id)));
export const revokeInvitation = (id: string) =>
  unwrap(api.DELETE("/v1/invitations/{id}", { params: { path: { id } } }));

interface TenantFilter {
  status: TenantStatus | undefined;
  name: string | undefined;
  cursor: string | undefined;
}
export const tenantsQuery = (filter: TenantFilter) =>
  queryOptions({
    queryKey: ["operator", "tenants", filter],
    queryFn: () => unwrap(api.GET("/v1/operator/tenants", { params: { query: { limit: 25, ...given(filter) } } })),
    placeholderData: keepPreviousData,
  });
export const createTenantFor = (body: { name: string; owner_email: string }) =>
  unwrap(api.POST("/v1/operator/tenants", { ...keyed(), body }));
export const approveTenant = (id: string) =>
  unwrap(api.POST("/v1/operator/tenants/{id}/actions/approve", keyedFor(id)));
export const refuseTenant = (id: string, reason: string) =>
  unwrap(api.POST("/v1/operator/tenants/{id}/actions/refuse", { ...keyedFor(id), body: { reason } }));
