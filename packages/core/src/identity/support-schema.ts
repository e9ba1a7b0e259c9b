import { z } from "zod";
import { idShape, timestamp } from "../kernel/shapes.ts";

/** Longest that an operator acts in somebody's place before they ask again. */
const LONGEST_MINUTES = 60;

export const startSupportInput = z.strictObject({
  tenant: idShape("ten"),
  user: idShape("usr").describe("The member in whose place you act."),
  reason: z
    .string()
    .trim()
    .min(10, "say why in a sentence: the customer reads it")
    .max(500)
    .describe("The customer reads it.")
    .meta({ example: "Ticket 4711: the firewall rules do not apply" }),
  minutes: z.number().int().min(5).max(LONGEST_MINUTES).default(30).describe("Until it ends by itself."),
});
export const supportRef = z.strictObject({ id: idShape("ses") });
export const supportListInput = z.strictObject({ tenant: idShape("ten") });

export const supportShape = z
  .object({
    id: idShape("ses"),
    tenant: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string() }),
    operator: z.object({ id: z.string(), name: z.string() }),
    reason: z.string(),
    started: timestamp,
    ends: timestamp,
    ended: timestamp.nullable().describe("When an operator ended it early."),
  })
  .meta({ id: "Support" });
export const supportAnswer = z.object({ support: supportShape });
export const startSupportAnswer = supportAnswer.extend({
  access_token: z.string().describe("Good until `ends`; there is no refresh token."),
  token_type: z.literal("Bearer"),
  expires_in: z.number().int().describe("Seconds."),
});
export const supportList = z.object({ support: z.array(supportShape) });
