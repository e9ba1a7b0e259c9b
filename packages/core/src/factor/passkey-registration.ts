import { createHash } from "node:crypto";
import { generateRegistrationOptions, verifyRegistrationResponse } from "@simplewebauthn/server";
import { z } from "zod";
import { insertIgnore, jsonIn, jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx } from "../kernel/index.ts";
import { closeChallenge, openChallenge, tryChallenge } from "./challenge.ts";
import type { Attestation } from "./passkey-schema.ts";
import { relyingParty } from "./relying-party.ts";

/** As many passkeys as a person may have. */
const LIMIT = 20;
/** COSE's EdDSA, ES256 and RS256: what every authenticator can. */
const ALGORITHMS = [-8, -7, -257];
const kept = z.object({ challenge: z.string() });

export const credentialHash = (id: string): string => createHash("sha256").update(id).digest("hex");

export const passkeysOf = (ctx: Ctx, user: string) =>
  ctx.db.selectFrom("passkeys").selectAll().where("user_id", "=", user).orderBy("id").execute();

/** Begins a passkey's registration: what the browser is to ask the authenticator for. */
export async function beginPasskey(ctx: Ctx, user: { id: string; email: string; name: string }) {
  const known = await passkeysOf(ctx, user.id);
  if (known.length >= LIMIT)
    throw new AppError("resource_limit_exceeded", `at most ${LIMIT} passkeys; remove one first`);
  const party = relyingParty(ctx.app.config);
  const options = await generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userName: user.email,
    userDisplayName: user.name,
    userID: new Uint8Array(Buffer.from(user.id)),
    attestationType: "none",
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: known.map((one) => ({ id: one.credential_id, transports: jsonOut(one.transports) })),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
  });
  const challenge = await openChallenge(ctx, {
    purpose: "passkey-registration",
    user: user.id,
    data: { challenge: options.challenge },
  });
  return { challenge, options: { ...options } };
}

/** Ends a registration with what the authenticator made. */
export async function addPasskey(
  ctx: Ctx,
  user: string,
  given: { challenge: string; name: string; credential: Attestation },
): Promise<string | AppError> {
  const open = await tryChallenge(ctx, "passkey-registration", given.challenge);
  if (open instanceof AppError) return open;
  if (open.user !== user) return new AppError("unauthorized", "this registration was begun by somebody else");
  await closeChallenge(ctx, open);
  const party = relyingParty(ctx.app.config);
  const { clientDataJSON, attestationObject } = given.credential.response;
  const verified = await verifyRegistrationResponse({
    response: { ...given.credential, response: { clientDataJSON, attestationObject }, clientExtensionResults: {} },
    expectedChallenge: kept.parse(open.data).challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: false,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((error: unknown) => refusal(ctx, error));
  if (verified instanceof AppError) return verified;
  if (!verified.verified) return new AppError("invalid_input", "the passkey could not be verified");
  const { credential, credentialBackedUp } = verified.registrationInfo;
  const id = ctx.id("pky");
  const fresh = await insertIgnore(ctx.db, "passkeys", {
    id,
    user_id: user,
    name: given.name,
    credential_hash: credentialHash(credential.id),
    credential_id: credential.id,
    public_key: Buffer.from(credential.publicKey).toString("base64url"),
    counter: credential.counter,
    transports: jsonIn(given.credential.response.transports ?? []),
    synced: credentialBackedUp,
    created_at: ctx.now,
    last_used_at: null,
  });
  return fresh ? id : new AppError("uniqueness_error", "this passkey is registered already");
}

/** The library says by exceptions what is wrong with what a stranger has sent; that goes to the log, not to them. */
export function refusal(ctx: Ctx, error: unknown): AppError {
  ctx.log.warn("passkey refused", { request_id: ctx.requestId, reason: String(error) });
  return new AppError("unauthorized", "the passkey could not be verified");
}
