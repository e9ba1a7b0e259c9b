import { z } from "zod";
import { AppError, type Ctx, tenantOf } from "../kernel/index.ts";
import { signedHeaders } from "../webhook/index.ts";
import type { TenantStatus } from "./tables.ts";

/** What is about to be ordered, as whoever reviews it is told. */
export interface Order {
  kind: "server" | "address" | "resize";
  /** Name of the plan, for servers. */
  plan?: string;
  location?: string;
  /** The server it is for, where there is one. */
  server?: string;
}

/** Longer than a person likes to wait for an order; an API function has fifteen seconds. */
const TIMEOUT_MS = 3000;

const verdict = z.object({
  verdict: z.enum(["allow", "deny", "hold"]),
  /** The customer reads it. */
  reason: z.string().max(500).optional(),
});

/**
 * Before each order. Passes unless HOSTWRIGHT_ORDER_REVIEW_URL is set: then that endpoint is asked and its word counts
 * (docs/accounts.md). Called before anything is locked, since it may take its time.
 * @throws AppError `order_refused`, `order_under_review`, or `maintenance` where nobody answers and orders wait for that
 */
export async function reviewOrder(ctx: Ctx, order: Order): Promise<void> {
  const url = ctx.app.config.HOSTWRIGHT_ORDER_REVIEW_URL;
  if (url === undefined) return;
  const { actor } = ctx;
  const body = JSON.stringify({
    request_id: ctx.requestId,
    tenant: tenantOf(ctx),
    user: actor.type === "user" ? actor.user : null,
    address: ctx.origin?.address ?? null,
    order,
  });
  let answer: z.output<typeof verdict>;
  try {
    answer = verdict.parse(await ask(ctx, url, body));
  } catch (error) {
    const allow = ctx.app.config.HOSTWRIGHT_ORDER_REVIEW_SILENT === "allow";
    ctx.log.error("order review did not answer", { request_id: ctx.requestId, allowed: allow, reason: String(error) });
    if (allow) return;
    throw new AppError("maintenance", "orders cannot be taken right now; nothing was ordered", undefined, {
      retryAfter: 60,
    });
  }
  if (answer.verdict === "deny") throw new AppError("order_refused", answer.reason ?? "we cannot take this order");
  if (answer.verdict === "hold")
    throw new AppError("order_under_review", answer.reason ?? "our staff looks at this order first; try again later");
}

async function ask(ctx: Ctx, url: string, body: string): Promise<unknown> {
  const secret = ctx.app.config.HOSTWRIGHT_ORDER_REVIEW_SECRET;
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(secret ? signedHeaders(secret, ctx.requestId, ctx.now, body) : {}),
    },
    body,
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  return response.json();
}

/** @throws AppError `tenant_under_review`, `tenant_refused` */
export function requireApproved(status: TenantStatus): void {
  if (status === "pending_review")
    throw new AppError(
      "tenant_under_review",
      "our staff looks at your account before the first order; you get a letter as soon as that is done",
    );
  if (status === "refused")
    throw new AppError("tenant_refused", "our staff has refused this account; the letter says why");
}

/** Both, where nothing else of the order asks for the tenant. */
export async function requireOrder(ctx: Ctx, order: Order): Promise<void> {
  const row = await ctx.db
    .selectFrom("tenants")
    .select("status")
    .where("id", "=", tenantOf(ctx))
    .executeTakeFirstOrThrow();
  requireApproved(row.status);
  await reviewOrder(ctx, order);
}
