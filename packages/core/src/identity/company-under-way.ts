import { z } from "zod";
import type { Ctx } from "../kernel/index.ts";
import { openOurs } from "../kernel/seal.ts";
import { metadataShape } from "./company-client.ts";

const kept = z.object({ sealed: z.string() });
const underWay = z.object({
  tenant: z.string(),
  metadata: metadataShape,
  secrets: z.object({ verifier: z.string(), state: z.string(), nonce: z.string() }),
  /** Whoever began it: another may not finish. */
  agent: z.string().nullable(),
});
/** What the challenge of a company sign-in holds, sealed. */
export type UnderWay = z.output<typeof underWay>;

export const openUnderWay = async (ctx: Ctx, data: unknown): Promise<UnderWay> =>
  underWay.parse(await openOurs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, kept.parse(data).sealed));
