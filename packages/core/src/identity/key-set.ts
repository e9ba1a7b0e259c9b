import { z } from "zod";
import { query } from "../kernel/index.ts";

/** RFC 8037: what of an Ed25519 key anybody may know. */
const open = z.object({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string() });

/** The keys that verify our access tokens, newest first, as a JWK Set (RFC 7517). Public halves only, whatever is held. */
export const publicKeys = query({
  name: "auth.keys",
  permission: "public:docs",
  input: z.strictObject({}),
  async run({ app }) {
    const keys = app.config.HOSTWRIGHT_JWT_KEYS.map((jwk) => ({ ...open.parse(jwk), use: "sig", alg: "EdDSA" }));
    return JSON.stringify({ keys });
  },
});
