import { z } from "zod";
import {
  type Assertion,
  closeChallenge,
  takeRecoveryCode,
  takeTotp,
  tryChallenge,
  verifyAssertion,
} from "../factor/index.ts";
import { AppError, type Ctx, command, invalidField } from "../kernel/index.ts";
import { admit, type Half } from "./admit.ts";
import { beginAttempt } from "./attempt.ts";
import { factorInput } from "./factor-schema.ts";
import { recoveryUsed } from "./notices.ts";
import { ended, userId } from "./session.ts";
import type { SignInMethod } from "./tables.ts";

const half: z.ZodType<Half> = z.object({
  tenant: z.string().nullable(),
  device: z.string().nullable(),
  agent: z.string().nullable(),
  passkey: z.string().nullable(),
});

interface Shown {
  code?: string | undefined;
  recovery_code?: string | undefined;
  passkey?: Assertion | undefined;
}

/** The second step of signing in: answers the challenge that the password led to, once. */
export const secondFactor = command({
  name: "auth.factor",
  permission: "public:login",
  input: factorInput,
  async run(ctx, { challenge: token, ...shown }) {
    if (Object.values(shown).filter(Boolean).length !== 1)
      throw invalidField("code", "give one of 'code', 'recovery_code' and 'passkey'");
    const challenge = await tryChallenge(ctx, "sign-in", token);
    if (challenge instanceof AppError) return challenge;
    const user = await ctx.db
      .selectFrom("users")
      .select(["id", "email", "operator_roles"])
      .where("id", "=", challenge.user)
      .executeTakeFirst();
    if (!user) return ended();
    ctx.audit({ resource: { type: "user", id: user.id } });
    const { tenant, device, agent, passkey } = half.parse(challenge.data);
    if (agent !== (ctx.origin?.userAgent ?? null)) return ended();
    const wish = { tenant: tenant ?? undefined, device: device ?? undefined };
    const attempt = await beginAttempt(ctx, { email: user.email, user: user.id, device: wish.device });
    if (attempt instanceof AppError) return attempt;
    const method = await methodShown(ctx, user.id, shown, passkey);
    if (!method) return new AppError("unauthorized", "the second factor is wrong, or was used before");
    await closeChallenge(ctx, challenge);
    const person = { id: userId(user.id), email: user.email, operator: user.operator_roles !== null };
    if (method === "password+recovery") recoveryUsed(ctx, person);
    return admit(ctx, person, method, wish, attempt);
  },
});

/** Which second factor was shown rightly; undefined: none. */
async function methodShown(
  ctx: Ctx,
  user: string,
  { code, recovery_code, passkey }: Shown,
  expected: string | null,
): Promise<SignInMethod | undefined> {
  if (code) return (await takeTotp(ctx, user, code)) ? "password+totp" : undefined;
  if (recovery_code) return (await takeRecoveryCode(ctx, user, recovery_code)) ? "password+recovery" : undefined;
  if (!passkey || !expected) return undefined;
  const whose = await verifyAssertion(ctx, passkey, { challenge: expected, user, verifiedUser: false });
  return whose === user ? "password+passkey" : undefined;
}
