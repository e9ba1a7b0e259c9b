import type { App } from "@hostwright/core/kernel";
import { createClient, type HostwrightClient } from "@hostwright/sdk";
import { startTestControl, type TestControl } from "../../system/control.ts";
import { letterTo, tokenIn } from "../../system/mail.ts";

/** The one installation of `account.test.ts`, and what its parts do there. */
export const PASSWORD = "tamed otter keeps bees";
export const NEXT = "quiet heron counts stars";
export let at: TestControl;
/** Nobody is signed in. */
export let nobody: HostwrightClient;
/** The settings that tests turn. */
export let config: { -readonly [K in keyof App["config"]]: App["config"][K] };
let usual: App["config"];

export async function startWorld(): Promise<void> {
  at = await startTestControl({
    pace: 20,
    adapt: {
      app(app) {
        usual = app.config;
        config = { ...app.config };
        return { ...app, config };
      },
    },
  });
  nobody = createClient({ baseUrl: at.apiUrl });
}
export const stopWorld = async (): Promise<void> => at?.stop();
export const usualSettings = (): void => void Object.assign(config, { HOSTWRIGHT_ORDER_REVIEW_URL: undefined }, usual);

let people = 0;
export const newAddress = () => `person-${++people}@hostwright.test`;
export const codeOf = (answer: { error?: { error: { code: string } } }) => answer.error?.error.code;

export async function signIn(email: string, password = PASSWORD, tenant?: string) {
  const body = { email, password, ...(tenant ? { tenant } : {}) };
  const { data, response } = await nobody.POST("/v1/auth/login", { body });
  return {
    status: response.status,
    refresh: data?.refresh_token ?? "",
    client: createClient({ baseUrl: at.apiUrl, token: data?.access_token ?? "" }),
  };
}
export const isAlive = async (refresh_token: string) =>
  (await nobody.POST("/v1/auth/refresh", { body: { refresh_token } })).response.status === 200;

export async function askFor(email: string) {
  await nobody.POST("/v1/auth/register", { body: { email } });
  return tokenIn(await letterTo(at.apiUrl, email, /Confirm your e-mail/));
}
export const complete = (token: string, more: object = {}) =>
  nobody.POST("/v1/auth/register/complete", {
    body: { token, name: "Nora New", tenant: "Newcomers", password: PASSWORD, ...more },
  });

/** Somebody who has just opened an account, signed in. */
export async function customer() {
  const email = newAddress();
  const { data } = await complete(await askFor(email));
  return { email, tenant: data?.tenant.id ?? "", ...(await signIn(email)) };
}

export async function invited(owner: HostwrightClient, email: string, role: "admin" | "read-only" | "owner") {
  const answer = await owner.POST("/v1/invitations", { body: { email, role } });
  if (!answer.data) throw new Error(JSON.stringify(answer.error));
  return { id: answer.data.invitation.id, token: tokenIn(await letterTo(at.apiUrl, email, /invites you/)) };
}
export const accept = (token: string, more: object = { name: "Ivo Invited", password: PASSWORD }) =>
  nobody.POST("/v1/auth/invitation/accept", { body: { token, ...more } });

const ORDER = { plan: "s1", image: "debian-13", location: "fra1", ssh_keys: [] };
export const order = (client: HostwrightClient, name: string) =>
  client.POST("/v1/servers", { body: { ...ORDER, name } });
