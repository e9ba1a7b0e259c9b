import { z } from "zod";
import { type Opening, openChallenge } from "../factor/index.ts";
import type { Ctx } from "../kernel/index.ts";
import { openOurs, sealForUs } from "../kernel/seal.ts";
import { metadataShape } from "./company-client.ts";
import { ended } from "./session.ts";

const kept = z.object({ sealed: z.string() });
const underWay = z.object({
  /** null: at the operators' provider. */
  tenant: z.string().nullable(),
  metadata: metadataShape,
  secrets: z.object({ verifier: z.string(), state: z.string(), nonce: z.string() }),
  /** Whoever began it: another may not finish. */
  agent: z.string().nullable(),
  /** When, in milliseconds. */
  begun: z.number(),
});
/** What the challenge of a sign-in or proof at a provider holds, sealed. */
export type UnderWay = z.output<typeof underWay>;

/** Keeps it under a challenge for whoever comes back. */
export async function keepUnderWay(
  ctx: Ctx,
  { purpose, user }: Pick<Opening, "purpose" | "user">,
  begun: Omit<UnderWay, "agent" | "begun">,
): Promise<string> {
  const all: UnderWay = { ...begun, agent: ctx.origin?.userAgent ?? null, begun: ctx.now.getTime() };
  const sealed = await sealForUs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, all);
  return openChallenge(ctx, { purpose, user, data: { sealed } });
}

/** What was begun, for whoever began it. @throws AppError `unauthorized` */
export async function openUnderWay(ctx: Ctx, data: unknown): Promise<UnderWay> {
  const all = underWay.parse(await openOurs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, kept.parse(data).sealed));
  if (all.agent !== (ctx.origin?.userAgent ?? null)) throw ended();
  return all;
}
