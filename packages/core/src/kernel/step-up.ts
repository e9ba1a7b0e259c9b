import { isByProvider } from "./actor.ts";
import type { Call } from "./ctx.ts";
import { AppError } from "./error.ts";

/** So long a session's proof that it is still its owner's serves for dangerous commands. */
export const PROOF_MS = 10 * 60_000;

/**
 * Lets a dangerous command (`stepUp`) pass only for a session that has proved within the last ten minutes whose it is:
 * by signing in, or by a password, code or passkey given again. The session is looked up: a revoked one proves nothing.
 * @throws AppError `step_up_required`; `forbidden` for programs, which have nothing to prove with.
 */
export async function requireProof({ app, actor }: Call): Promise<void> {
  if (actor.type === "system") return;
  if (actor.type !== "user" && actor.type !== "operator")
    throw new AppError("forbidden", "this is for people who are signed in");
  const proved = await app.provedAt(actor.session);
  if (proved && app.clock.now().getTime() - proved.getTime() <= PROOF_MS) return;
  const where = isByProvider(actor) ? "/v1/account/step-up/provider/start" : "/v1/account/step-up";
  throw new AppError("step_up_required", `show once more that it is you: POST ${where}, then repeat this`);
}
