import { z } from "zod";
import { idShape, timestamp } from "../kernel/shapes.ts";
import { email } from "./account-schema.ts";
import { challenge, device } from "./factor-schema.ts";

const issuer = z
  .url({ protocol: /^https?$/, error: "not an http or https address" })
  .max(500)
  .refine((text) => !/[?#]|\/\.well-known\//.test(text), "only the issuer's own address")
  .describe("The provider, as it calls itself; https, and reachable from the internet.")
  .meta({ example: "https://login.example.com" });
const clientId = z.string().min(1).max(200).meta({ example: "hostwright" });
const domain = z
  .string()
  .toLowerCase()
  .max(190)
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/, "not a domain")
  .meta({ example: "example.com" });
const newcomers = z
  .enum(["read-only", "member"])
  .nullable()
  .describe("The role of people who come for the first time; null: only members get in.");

export const setProviderInput = z.strictObject({
  issuer,
  client_id: clientId,
  client_secret: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe("Never answered; left out: as it was, which only the same issuer and client may."),
  domains: z
    .array(domain)
    .min(1)
    .max(20)
    .refine((all) => new Set(all).size === all.length, "one of them twice")
    .describe("Whose addresses it vouches for. Each needs the TXT record that `dns_record` names."),
  newcomers: newcomers.default(null),
});

export const providerShape = z
  .object({
    issuer: z.string(),
    client_id: z.string(),
    domains: z.array(z.string()),
    newcomers,
    updated: timestamp,
  })
  .meta({ id: "SignInProvider" });

const around = {
  redirect_url: z.string().describe("What the provider has to allow as the redirect URI."),
  dns_record: z
    .object({ name: z.string(), value: z.string() })
    .describe("Shows that a domain is the tenant's: a TXT record of this name below the domain, with this value."),
  second_factor_required: z.boolean().describe("Whether members need a second factor to sign in with a password."),
};
export const signInSettings = z.object({ provider: providerShape.nullable(), ...around });
export const providerAnswer = z.object({ provider: providerShape });

export const startInput = z.strictObject({
  email: email.optional().describe("Finds the tenant by the address's domain."),
  tenant: idShape("ten").optional().describe("Instead of an address."),
  operator: z.literal(true).optional().describe("Instead of both: at the provider of the platform's operators."),
});
export const startAnswer = z.object({
  url: z.string().describe("Where the person's browser goes now."),
  challenge: z.string().describe("Kept by who began; `POST /v1/auth/oidc/finish` wants it."),
  expires_in: z.number().int().describe("Seconds."),
});
export const providersAnswer = z.object({
  operators: z
    .object({ required: z.boolean().describe("Whether operators get in by it alone.") })
    .nullable()
    .describe("The provider of the platform's operators; null: they have none."),
});
export const finishProofInput = z.strictObject({
  challenge,
  code: z.string().min(1).max(4000).describe("As the provider sent it back."),
  state: z.string().min(1).max(500).describe("As the provider sent it back."),
  iss: z.string().max(500).optional().describe("Where the provider sent it back."),
  callback: z
    .union([z.literal("staff"), idShape("ten")])
    .describe("The end of the redirect URI it came in at: each provider has one of its own."),
});
export const finishInput = finishProofInput.extend({ device });
