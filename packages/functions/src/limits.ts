import { isIPv6 } from "node:net";
import { type Actor, type App, AppError } from "@hostwright/core/kernel";
import type { Bucket, Rate, Standing, Verdict } from "@hostwright/core/kernel/limit/index";
import { networkOf } from "@hostwright/core/network";
import { requestRate } from "@hostwright/core/quota";
import type { Route } from "./route.ts";

/** What an answer says of limits: `RateLimit`, `RateLimit-Policy`. */
export type LimitHeaders = Record<string, string>;

/** Counts a request for a path there is not, by this process alone: what answers nothing needs no store. @throws AppError `rate_limit_exceeded` */
export const limitNowhere = (app: App, address: string, say: LimitHeaders): void =>
  settle(app.limiter.takeLocally([bucket("address", address, app.config.HOSTWRIGHT_LIMIT_REQUESTS)]), say);

/**
 * Counts a request that has not proved who sends it.
 * @throws AppError `rate_limit_exceeded`
 */
export async function limitStranger(app: App, address: string, say: LimitHeaders): Promise<void> {
  const rate = app.config.HOSTWRIGHT_LIMIT_REQUESTS;
  settle(await app.limiter.take([bucket("address", address, rate)], false), say);
}

/**
 * Counts a request of an open route. Reading what everybody may read needs no shared count, and must answer without any
 * store; what tells secrets apart (passwords, codes, tokens) is limited for the address. An account has no bucket here: any
 * stranger could keep it empty, and its owner out. Guesses from many addresses wait by `identity/attempt.ts`, which knows
 * the owner's devices; letters to one address are capped by `identity/mail-cap.ts`.
 * @throws AppError `rate_limit_exceeded`
 */
export async function limitOpen(app: App, route: Route, address: string, say: LimitHeaders) {
  if (route.method === "GET")
    return settle(app.limiter.takeLocally([bucket("address", address, app.config.HOSTWRIGHT_LIMIT_REQUESTS)]), say);
  const rate = app.config.HOSTWRIGHT_LIMIT_SIGN_IN;
  settle(await app.limiter.take([bucket("sign-in-address", address, rate)], true), say);
}

/**
 * Counts a request of somebody who is known: for their key or themselves, their tenant and their address.
 * @throws AppError `rate_limit_exceeded`
 */
export async function limitActor(app: App, actor: Actor, address: string, say: LimitHeaders): Promise<void> {
  const member = actor.type === "user" || actor.type === "key" ? actor.tenant : null;
  const rate = member ? await requestRate(app, member) : app.config.HOSTWRIGHT_LIMIT_REQUESTS;
  const self =
    actor.type === "key"
      ? [bucket("key", actor.key, rate)]
      : actor.type === "user" || actor.type === "operator"
        ? [bucket("user", actor.user, rate)]
        : [];
  const tenant = member ? [bucket("tenant", member, rate)] : [];
  settle(await app.limiter.take([...self, ...tenant, bucket("address", address, rate)], false), say);
}

const bucket = (policy: string, id: string, rate: Rate): Bucket => ({
  policy,
  // Who has one IPv6 address has its whole /64; one with an IPv4 address in it stands for that.
  id: `${policy}:${isIPv6(id) && !id.includes(".") ? networkOf(id) : id}`,
  rate,
});

/** Writes the headers, and throws where it is too much. */
function settle({ allowed, standings }: Verdict, say: LimitHeaders): void {
  if (standings.length > 0) Object.assign(say, limitHeaders(standings));
  if (allowed) return;
  const [worst] = [...standings].sort((a, b) => b.retryAfter - a.retryAfter);
  if (!worst) return;
  const { limit, seconds } = worst.rate;
  const wait = Math.max(1, worst.retryAfter);
  throw new AppError(
    "rate_limit_exceeded",
    `too many requests: ${WHOSE[worst.policy] ?? "this"} may make ${limit} in ${seconds} seconds; try again in ${wait} s`,
    undefined,
    { retryAfter: wait },
  );
}

const WHOSE: Record<string, string> = {
  key: "your API key",
  user: "you",
  tenant: "your organisation",
  address: "your address",
  "sign-in-address": "your address",
};

/** Structured fields, after draft-ietf-httpapi-ratelimit-headers-10: a member for each limit that was counted. */
function limitHeaders(standings: readonly Standing[]): LimitHeaders {
  return {
    "ratelimit-policy": standings.map(({ policy, rate }) => `"${policy}";q=${rate.limit};w=${rate.seconds}`).join(", "),
    ratelimit: standings.map(({ policy, remaining, reset }) => `"${policy}";r=${remaining};t=${reset}`).join(", "),
  };
}
