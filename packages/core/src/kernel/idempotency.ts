import { createHash } from "node:crypto";
import { type Actor, actorId, tenantOfActor } from "./actor.ts";
import type { App } from "./app.ts";
import type { Ctx } from "./ctx.ts";
import { affected, insertIgnore, jsonIn, jsonOut } from "./database/index.ts";
import { AppError } from "./error.ts";
import { openOurs, sealForUs } from "./seal.ts";

/** How long an answer is kept for the same key and body. */
const KEPT_MS = 24 * 3600 * 1000;
/** A claim whose process died lapses; longer than any request may take. */
const CLAIM_MS = 60_000;

export interface Answer {
  status: number;
  body: unknown;
}

export interface Claim {
  id: string;
  bodyHash: string;
  claimedUntil: Date;
}

const sha256 = (...parts: string[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest("hex");
};

/**
 * Claims a key for one actor and route, or answers what the first request with it was answered.
 * @throws AppError `idempotency_key_reused` for another body, `conflict` while the first is in flight.
 */
export async function claimKey(
  app: App,
  request: { actor: Actor; route: string; key: string; body: string },
): Promise<{ claim: Claim } | { answer: Answer }> {
  const { actor } = request;
  const tenant = tenantOfActor(actor) ?? "";
  const id = sha256(tenant, actorId(actor), request.route, request.key);
  const bodyHash = sha256(request.body);
  const now = app.clock.now();
  const claim: Claim = { id, bodyHash, claimedUntil: new Date(now.getTime() + CLAIM_MS) };
  const fresh = {
    id,
    body_hash: bodyHash,
    status: null,
    response: null,
    created_at: now,
    expires_at: claim.claimedUntil,
  };
  if (await insertIgnore(app.db.kysely, "idempotency_keys", fresh)) return { claim };

  const known = await app.db.kysely.selectFrom("idempotency_keys").selectAll().where("id", "=", id).executeTakeFirst();
  if (!known) throw inFlight();
  if (known.expires_at <= now) {
    const { id: _same, ...row } = fresh;
    const taken = await app.db.kysely
      .updateTable("idempotency_keys")
      .set(row)
      .where("id", "=", id)
      .where("expires_at", "=", known.expires_at)
      .executeTakeFirst();
    if (affected(taken) === 0) throw inFlight();
    return { claim };
  }
  if (known.body_hash !== bodyHash)
    throw new AppError("idempotency_key_reused", "this Idempotency-Key was used with another body", {
      fields: [{ name: "Idempotency-Key", messages: ["used with another body"] }],
    });
  if (known.status === null || known.response === null) throw inFlight();
  const stored = jsonOut(known.response);
  const body = isSealed(stored) ? await openOurs(app.config.HOSTWRIGHT_SEAL_KEY, stored.sealed) : stored;
  return { answer: { status: known.status, body } };
}

const inFlight = () =>
  new AppError(
    "conflict",
    "the first request with this Idempotency-Key is still being answered; repeat it in a moment",
  );

interface Sealed {
  sealed: string;
}
const isSealed = (value: unknown): value is Sealed =>
  typeof value === "object" && value !== null && "sealed" in value && typeof value.sealed === "string";

/** Keeps the answer, in the command's own transaction: it is there exactly if the command happened. */
export async function keepAnswer(ctx: Ctx, claim: Claim, answer: Answer, secret: boolean): Promise<void> {
  const body = secret ? { sealed: await sealForUs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, answer.body) } : answer.body;
  const kept = await ctx.db
    .updateTable("idempotency_keys")
    .set({ status: answer.status, response: jsonIn(body), expires_at: new Date(ctx.now.getTime() + KEPT_MS) })
    .where("id", "=", claim.id)
    .where("expires_at", "=", claim.claimedUntil)
    .executeTakeFirst();
  // Somebody took the claim over because this request was too slow: roll back, theirs counts.
  if (affected(kept) === 0) throw inFlight();
}

/** Keeps a refusal (4xx), for which nothing was written. */
export async function keepRefusal(app: App, claim: Claim, answer: Answer): Promise<void> {
  await app.db.kysely
    .updateTable("idempotency_keys")
    .set({
      status: answer.status,
      response: jsonIn(answer.body),
      expires_at: new Date(app.clock.now().getTime() + KEPT_MS),
    })
    .where("id", "=", claim.id)
    .where("expires_at", "=", claim.claimedUntil)
    .execute();
}

/** Gives the key free again after an error that a repeat may not meet. */
export async function dropClaim(app: App, claim: Claim): Promise<void> {
  await app.db.kysely.deleteFrom("idempotency_keys").where("id", "=", claim.id).where("status", "is", null).execute();
}
