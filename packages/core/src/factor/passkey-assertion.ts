import { generateAuthenticationOptions, verifyAuthenticationResponse } from "@simplewebauthn/server";
import { affected, jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx } from "../kernel/index.ts";
import { credentialHash, passkeysOf, refusal } from "./passkey-registration.ts";
import type { Assertion } from "./passkey-schema.ts";
import { relyingParty } from "./relying-party.ts";

/** What the browser is to ask authenticators for: the passkeys of a person, or, with none named, any they hold for us. */
export async function assertionOptions(ctx: Ctx, user: string | null) {
  const { id } = relyingParty(ctx.app.config);
  const allowed = user === null ? [] : await passkeysOf(ctx, user);
  const options = await generateAuthenticationOptions({
    rpID: id,
    userVerification: user === null ? "required" : "preferred",
    allowCredentials: allowed.map((one) => ({ id: one.credential_id, transports: jsonOut(one.transports) })),
  });
  return { ...options };
}

interface Expected {
  challenge: string;
  /** Whose passkey it must be; null: whoever's it is. */
  user: string | null;
  /** Whether the authenticator must have checked who holds it: where it is the only factor. */
  verifiedUser: boolean;
}

/**
 * Whose passkey signed this. Refused: one we do not know, another challenge, origin or person than expected, and a
 * counter that has not grown, which is how a copied authenticator shows. The caller has closed the challenge.
 */
export async function verifyAssertion(ctx: Ctx, given: Assertion, expected: Expected): Promise<string | AppError> {
  const row = await ctx.db
    .selectFrom("passkeys")
    .selectAll()
    .where("credential_hash", "=", credentialHash(given.id))
    .forUpdate()
    .executeTakeFirst();
  if (!row || (expected.user !== null && row.user_id !== expected.user))
    return new AppError("unauthorized", "the passkey is not known here");
  const party = relyingParty(ctx.app.config);
  const verified = await verifyAuthenticationResponse({
    response: { ...given, clientExtensionResults: {} },
    expectedChallenge: expected.challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    credential: {
      id: row.credential_id,
      publicKey: new Uint8Array(Buffer.from(row.public_key, "base64url")),
      counter: row.counter,
    },
    requireUserVerification: expected.verifiedUser,
  }).catch((error: unknown) => refusal(ctx, error));
  if (verified instanceof AppError) return verified;
  if (!verified.verified) return new AppError("unauthorized", "the passkey could not be verified");
  const { newCounter, credentialBackedUp } = verified.authenticationInfo;
  const used = await ctx.db
    .updateTable("passkeys")
    .set({ counter: newCounter, synced: credentialBackedUp, last_used_at: ctx.now })
    .where("id", "=", row.id)
    .executeTakeFirst();
  return affected(used) === 1 ? row.user_id : new AppError("unauthorized", "the passkey is not known here");
}
