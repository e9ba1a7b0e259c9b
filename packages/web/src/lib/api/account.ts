import { queryOptions } from "@tanstack/react-query";
import { askForPasskey, makePasskey } from "../passkeys.ts";
import { api, unwrap } from "./client.ts";

export const factorsQuery = queryOptions({
  queryKey: ["factors"],
  queryFn: () => unwrap(api.GET("/v1/account/factors")),
});
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async () => (await unwrap(api.GET("/v1/account/sessions"))).sessions,
});

export const revokeSession = (id: string) =>
  unwrap(api.DELETE("/v1/account/sessions/{id}", { params: { path: { id } } }));
export const revokeOtherSessions = () => unwrap(api.POST("/v1/account/sessions/actions/revoke-others"));

export const stepUp = (body: { password?: string; code?: string }) => unwrap(api.POST("/v1/account/step-up", { body }));

export async function proveByPasskey() {
  const { challenge, options } = await unwrap(api.POST("/v1/account/step-up/options"));
  const passkey = await askForPasskey(options);
  return unwrap(api.POST("/v1/account/step-up", { body: { challenge, passkey } }));
}

export const beginProviderProof = () => unwrap(api.POST("/v1/account/step-up/provider/start"));
interface Back {
  challenge: string;
  code: string;
  state: string;
  iss?: string;
  callback: string;
}
export const finishProviderProof = (body: Back) => unwrap(api.POST("/v1/account/step-up/provider/finish", { body }));

export const beginTotp = () => unwrap(api.POST("/v1/account/totp"));
export const confirmTotp = (code: string) => unwrap(api.POST("/v1/account/totp/actions/confirm", { body: { code } }));
export const removeTotp = () => unwrap(api.DELETE("/v1/account/totp"));

export async function addPasskey(name: string) {
  const { challenge, options } = await unwrap(api.POST("/v1/account/passkey-options"));
  const credential = await makePasskey(options);
  return unwrap(api.POST("/v1/account/passkeys", { body: { challenge, name, credential } }));
}
export const removePasskey = (id: string) =>
  unwrap(api.DELETE("/v1/account/passkeys/{id}", { params: { path: { id } } }));
export const renewRecoveryCodes = () => unwrap(api.POST("/v1/account/recovery-codes"));

/** New tokens at once: with a second factor, more may be open to the person. */
export const renewTokens = () => fetch("/auth/renew", { method: "POST" });
