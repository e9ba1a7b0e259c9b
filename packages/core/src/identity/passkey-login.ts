import { z } from "zod";
import { assertionOptions, closeChallenge, openChallenge, tryChallenge, verifyAssertion } from "../factor/index.ts";
import { AppError, command } from "../kernel/index.ts";
import { admit } from "./admit.ts";
import { passkeyLoginInput } from "./factor-schema.ts";
import { ended, userId } from "./session.ts";

const kept = z.object({ passkey: z.string() });

/** Begins a sign-in with a passkey alone: whoever's the browser's person chooses. */
export const passkeyLoginOptions = command({
  name: "auth.passkey_options",
  permission: "public:login",
  input: z.strictObject({}),
  async run(ctx) {
    const options = await assertionOptions(ctx, null);
    const data = { passkey: options.challenge };
    return { challenge: await openChallenge(ctx, { purpose: "passkey-sign-in", user: null, data }), options };
  },
});

/** Signs in with a passkey alone. Its authenticator has asked for a finger, a face or a PIN: two factors in one. */
export const passkeyLogin = command({
  name: "auth.passkey",
  permission: "public:login",
  input: passkeyLoginInput,
  async run(ctx, { challenge: token, passkey, tenant, device }) {
    const challenge = await tryChallenge(ctx, "passkey-sign-in", token);
    if (challenge instanceof AppError) return challenge;
    // Good for one answer, right or wrong: the browser asks for another.
    await closeChallenge(ctx, challenge);
    const expected = { challenge: kept.parse(challenge.data).passkey, user: null, verifiedUser: true };
    const whose = await verifyAssertion(ctx, passkey, expected);
    if (whose instanceof AppError) return whose;
    const user = await ctx.db
      .selectFrom("users")
      .select(["id", "email", "operator_roles"])
      .where("id", "=", whose)
      .executeTakeFirst();
    if (!user) return ended();
    return admit(ctx, { id: userId(user.id), email: user.email, operator: user.operator_roles !== null }, "passkey", {
      tenant,
      device,
    });
  },
});
