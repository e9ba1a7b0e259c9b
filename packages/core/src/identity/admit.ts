import type { OperatorRole } from "../access/index.ts";
import { assertionOptions, CHALLENGE_SECONDS, factorsOf, holdsAny, openChallenge } from "../factor/index.ts";
import { AppError, type Ctx, type Id } from "../kernel/index.ts";
import { type Attempt, settle } from "./attempt.ts";
import { isKnown, remember } from "./known-device.ts";
import { membershipOf } from "./membership.ts";
import { newSignIn } from "./notices.ts";
import { openSession } from "./session.ts";
import type { SignInMethod } from "./tables.ts";

/** Somebody who has shown who they are, as far as they have. */
export interface Person {
  id: Id<"usr">;
  email: string;
  operator: boolean;
  /** What the operators' provider allows them at most; null or left out: whatever their account does. */
  allowed?: readonly OperatorRole[] | null;
  /** The operators' provider that vouches for them. */
  issuer?: string;
  /** When a provider asked them who they are; null: it does not say. Left out: they have just shown it here. */
  proved?: Date | null;
}

export interface Wish {
  /** The tenant to act in; else the operator's half, or the oldest membership. */
  tenant: string | undefined;
  device: string | undefined;
}

/**
 * Where a person is let in; null: the operators' half.
 * @throws AppError `unauthorized` where they have no such place, `forbidden` where they have none at all,
 *   `provider_required` where operators get in by their provider alone
 */
async function destinationOf(ctx: Ctx, person: Person, tenant: string | undefined, method?: SignInMethod) {
  const member = await membershipOf(ctx, person.id, tenant);
  if (!member && !person.operator)
    throw tenant
      ? new AppError("unauthorized", "this account does not belong to that tenant")
      : new AppError("forbidden", "this account belongs to no tenant any more; register its address again to make one");
  if (!person.operator || tenant) return member;
  if (method !== "oidc" && ctx.app.config.HOSTWRIGHT_OPERATOR_OIDC_REQUIRED === "yes") {
    ctx.audit({ resource: { type: "user", id: person.id } });
    throw new AppError("provider_required", "operators sign in with their own provider here: use Staff sign-in");
  }
  return null;
}

/** Lets somebody in who has shown all there is to show; tells them where the device or place is a new one. */
export async function admit(ctx: Ctx, person: Person, method: SignInMethod, wish: Wish, attempt?: Attempt) {
  const member = await destinationOf(ctx, person, wish.tenant, method);
  if (attempt) await settle(ctx, attempt);
  if (!(await isKnown(ctx, person.id, wish.device))) newSignIn(ctx, person);
  await remember(ctx, person.id, wish.device);
  const { id: user, allowed, issuer, proved } = person;
  return openSession(ctx, { user, member, method, allowed, issuer, proved });
}

/** What the challenge of a sign-in remembers for its second step. */
export interface Half {
  tenant: string | null;
  device: string | null;
  /** The caller of the first step: another may not answer. */
  agent: string | null;
  passkey: string | null;
}

/**
 * The second step that a right password leads to; undefined where the person has no second factor.
 * Its answer is a refusal with a challenge: until it is answered there is no session.
 */
export async function secondStep(ctx: Ctx, person: Person, wish: Wish): Promise<AppError | undefined> {
  const held = await factorsOf(ctx, person.id);
  if (!holdsAny(held)) return undefined;
  await destinationOf(ctx, person, wish.tenant);
  const options = held.passkey ? await assertionOptions(ctx, person.id) : null;
  const half: Half = {
    tenant: wish.tenant ?? null,
    device: wish.device ?? null,
    agent: ctx.origin?.userAgent ?? null,
    passkey: options?.challenge ?? null,
  };
  const token = await openChallenge(ctx, { purpose: "sign-in", user: person.id, data: half });
  ctx.audit({ resource: { type: "user", id: person.id } });
  return new AppError("second_factor_required", "the password is right; now the second factor: POST /v1/auth/factor", {
    challenge: {
      token,
      expires_in: CHALLENGE_SECONDS,
      factors: [...(held.totp ? (["totp"] as const) : []), ...(held.passkey ? (["passkey"] as const) : []), "recovery"],
      passkey_options: options,
    },
  });
}
