import { z } from "zod";

/**
 * What browsers make of `credential.toJSON()` (WebAuthn Level 3, 5.1.8 and 5.1.9), as far as it is looked at. The rest
 * is let through: browsers add fields, and what counts is signed.
 */
const base64url = z
  .string()
  .max(8192)
  .regex(/^[A-Za-z0-9_-]+$/, "not base64url");
const common = { id: base64url, rawId: base64url, type: z.literal("public-key") };

export const attestation = z.looseObject({
  ...common,
  response: z.looseObject({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(40)).max(10).optional(),
  }),
});

export const assertion = z.looseObject({
  ...common,
  response: z.looseObject({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url }),
});

export type Attestation = z.output<typeof attestation>;
export type Assertion = z.output<typeof assertion>;
