import { createHash } from "node:crypto";
import { type Actor, type App, AppError } from "@hostwright/core/kernel";
import type { Bucket, Rate, Standing, Verdict } from "@hostwright/core/kernel/limit/index";
import { requestRate } from "@hostwright/core/quota";
import { z } from "zod";
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
 * store; what tells secrets apart (passwords, codes, tokens) is limited for the address and for the account it is about.
 * @throws AppError `rate_limit_exceeded`
 */
export async function limitOpen(app: App, route: Route, address: string, input: unknown, say: LimitHeaders) {
  if (route.method === "GET")
    return settle(app.limiter.takeLocally([bucket("address", address, app.config.HOSTWRIGHT_LIMIT_REQUESTS)]), say);
  const rate = app.config.HOSTWRIGHT_LIMIT_SIGN_IN;
  const account = accountOf(input);
  const buckets = [
    bucket("sign-in-address", address, rate),
    ...(account === undefined ? [] : [bucket("sign-in-account", account, rate)]),
  ];
  settle(await app.limiter.take(buckets, true), say);
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

const bucket = (policy: string, id: string, rate: Rate): Bucket => ({ policy, id: `${policy}:${id}`, rate });

/** Of what a body names an account, or holds a secret of one. Hashed: the store needs to know neither. */
const about = z.union([
  z.looseObject({ email: z.string() }).transform(({ email }) => email.toLowerCase()),
  z.looseObject({ refresh_token: z.string() }).transform((given) => given.refresh_token),
  z.looseObject({ token: z.string() }).transform((given) => given.token),
]);

function accountOf(input: unknown): string | undefined {
  const found = about.safeParse(input);
  return found.success ? createHash("sha256").update(found.data).digest("base64url") : undefined;
}

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
  "sign-in-account": "this account",
};

/** Structured fields, after draft-ietf-httpapi-ratelimit-headers-10: a member for each limit that was counted. */
function limitHeaders(standings: readonly Standing[]): LimitHeaders {
  return {
    "ratelimit-policy": standings.map(({ policy, rate }) => `"${policy}";q=${rate.limit};w=${rate.seconds}`).join(", "),
    ratelimit: standings.map(({ policy, remaining, reset }) => `"${policy}";r=${remaining};t=${reset}`).join(", "),
  };
}
