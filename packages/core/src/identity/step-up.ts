import { z } from "zod";
import {
  assertionOptions,
  closeChallenge,
  openChallenge,
  takeTotp,
  tryChallenge,
  verifyAssertion,
} from "../factor/index.ts";
import { affected } from "../kernel/database/index.ts";
import { AppError, type Ctx, command, invalidField } from "../kernel/index.ts";
import { PROOF_MS } from "../kernel/step-up.ts";
import { beginAttempt, settle } from "./attempt.ts";
import { stepUpInput } from "./factor-schema.ts";
import { verifyPassword } from "./password.ts";
import { accountOf } from "./person.ts";
import { ended } from "./session.ts";

const kept = z.object({ passkey: z.string() });

/** Begins a proof by passkey. */
export const stepUpOptions = command({
  name: "account.step_up_options",
  permission: "account:manage",
  input: z.strictObject({}),
  async run(ctx) {
    const { id } = await accountOf(ctx);
    const options = await assertionOptions(ctx, id);
    if (options.allowCredentials?.length === 0) throw new AppError("conflict", "there is no passkey");
    const challenge = await openChallenge(ctx, {
      purpose: "step-up",
      user: id,
      data: { passkey: options.challenge },
    });
    return { challenge, options };
  },
});

/** Shows once more whose session this is; dangerous commands pass for the next ten minutes. */
export const stepUp = command({
  name: "account.step_up",
  permission: "account:manage",
  input: stepUpInput,
  async run(ctx, { password, code, challenge, passkey }) {
    if ([password, code, passkey].filter((one) => one !== undefined).length !== 1)
      throw invalidField("password", "give one of 'password', 'code' and 'passkey'");
    if ((passkey === undefined) !== (challenge === undefined))
      throw invalidField("challenge", "goes with 'passkey', and only with it");
    const account = await accountOf(ctx);
    ctx.audit({ resource: { type: "session", id: account.session } });
    const attempt = await beginAttempt(ctx, { email: account.email, user: account.id, device: undefined });
    if (attempt instanceof AppError) return attempt;
    const right = passkey
      ? await isTheirs(ctx, account.id, challenge ?? "", passkey)
      : code !== undefined
        ? await takeTotp(ctx, account.id, code)
        : await verifyPassword(account.password_hash, password ?? "");
    if (!right) return new AppError("forbidden", "that is not right, or was used before");
    await settle(ctx, attempt);
    const proved = await ctx.db
      .updateTable("sessions")
      .set({ proved_at: ctx.now })
      .where("id", "=", account.session)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    if (affected(proved) !== 1) return ended();
    return { expires: new Date(ctx.now.getTime() + PROOF_MS).toISOString() };
  },
});

async function isTheirs(
  ctx: Ctx,
  user: string,
  token: string,
  passkey: Parameters<typeof verifyAssertion>[1],
): Promise<boolean> {
  const challenge = await tryChallenge(ctx, "step-up", token);
  if (challenge instanceof AppError || challenge.user !== user) return false;
  await closeChallenge(ctx, challenge);
  const expected = { challenge: kept.parse(challenge.data).passkey, user, verifiedUser: false };
  return (await verifyAssertion(ctx, passkey, expected)) === user;
}
