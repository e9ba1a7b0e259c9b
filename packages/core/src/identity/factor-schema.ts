import { z } from "zod";
import { assertion, attestation } from "../factor/index.ts";
import { idShape, timestamp } from "../kernel/shapes.ts";

export const challenge = z
  .string()
  .regex(/^hwc_[\w-]{43}$/, "not a challenge")
  .describe("As it was answered.");
const code = z
  .string()
  .regex(/^\d{6}$/, "six digits")
  .meta({ example: "492039" });
const name = z.string().trim().min(1).max(60).describe("How you tell it apart.").meta({ example: "Laptop" });
export const device = z
  .string()
  .regex(/^[\w-]{32,200}$/, "32 to 200 letters, digits, _ and -")
  .optional()
  .describe("A random secret that the client keeps and sends each time: strangers who guess do not slow it down.");
const tenant = z.string().max(40).optional().describe("Id of the tenant to act in, for people with several.");

export const wishInput = { tenant, device };

/** What the browser's `navigator.credentials` answers, as `toJSON()` has it. */
const passkey = assertion.meta({
  id: "PasskeyAssertion",
  description: "An answer of `navigator.credentials.get`, as JSON.",
});

export const factorInput = z.strictObject({
  challenge,
  code: code.optional().describe("Of the authenticator app."),
  recovery_code: z.string().min(8).max(40).optional().describe("Instead of a code; each serves once."),
  passkey: passkey.optional(),
});
export const passkeyLoginInput = z.strictObject({ challenge, passkey, ...wishInput });
export const stepUpInput = z.strictObject({
  password: z.string().min(1).max(1024).optional().describe("One of `password`, `code` and `passkey` proves it."),
  code: code.optional(),
  challenge: challenge.optional().describe("With `passkey`."),
  passkey: passkey.optional(),
});
export const codeInput = z.strictObject({ code });
export const newPasskeyInput = z.strictObject({
  challenge,
  name,
  credential: attestation.meta({
    id: "PasskeyAttestation",
    description: "An answer of `navigator.credentials.create`, as JSON.",
  }),
});
export const passkeyRef = z.strictObject({ id: idShape("pky") });
export const renamePasskeyInput = z.strictObject({ id: idShape("pky"), name });
export const requireFactorInput = z.strictObject({
  second_factor_required: z.boolean().describe("Whether members without a second factor are kept out."),
});

/** Options for `PublicKeyCredential.parse…OptionsFromJSON()`, for the browser alone to read. */
const browserOptions = z.looseObject({ challenge: z.string() });
export const optionsAnswer = z.object({ challenge: z.string(), options: browserOptions });
export const stepUpAnswer = z.object({ expires: timestamp.describe("Until then dangerous commands pass.") });

export const passkeyShape = z
  .object({
    id: idShape("pky"),
    name: z.string(),
    synced: z.boolean().describe("Whether its provider keeps it on more devices than one."),
    created: timestamp,
    last_used: timestamp.nullable(),
  })
  .meta({ id: "Passkey" });
export const passkeyAnswer = z.object({ passkey: passkeyShape });

const codes = z.array(z.string()).describe("Each good once, shown this once.");
export const recoveryAnswer = z.object({ recovery_codes: codes });
export const factorAdded = z.object({
  recovery_codes: codes.nullable().describe("With the first factor; null: there are some already."),
});
export const passkeyAdded = factorAdded.extend({ passkey: passkeyShape });
export const totpAnswer = z.object({
  secret: z.string().describe("Base32, to type into an app."),
  uri: z.string().describe("`otpauth://…`, as the square holds it."),
});
export const requireFactorAnswer = z.object({ second_factor_required: z.boolean() });

const named = z.object({ id: z.string(), name: z.string() });
export const factorList = z.object({
  password: z.boolean().describe("Whether there is a password."),
  totp: z.object({ created: timestamp }).nullable().describe("The authenticator app."),
  passkeys: z.array(passkeyShape),
  recovery_codes_left: z.number().int(),
  required_by: named.nullable().describe("A tenant of yours that lets nobody in without a second factor."),
});

export const sessionList = z.object({
  sessions: z.array(
    z
      .object({
        id: idShape("ses"),
        current: z.boolean(),
        device: z.object({ browser: z.string().nullable(), os: z.string().nullable() }),
        user_agent: z.string().nullable(),
        address: z.string().nullable(),
        country: z.string().nullable().describe("ISO 3166, where the network's edge says it."),
        method: z.string().nullable().describe("What was shown to be let in."),
        tenant: named.nullable(),
        created: timestamp,
        last_used: timestamp.describe("When it last fetched tokens, which live for 15 minutes."),
      })
      .meta({ id: "Session" }),
  ),
});
