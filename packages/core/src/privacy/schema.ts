import { z } from "zod";
import { idShape } from "../kernel/shapes.ts";

const part = z.object({ what: z.string(), count: z.number().int(), why: z.string().nullable() });

export const erasureShape = z
  .object({
    subject: z.object({ type: z.enum(["user", "tenant"]), id: z.string(), name: z.string() }),
    refusals: z
      .array(z.object({ code: z.string(), message: z.string() }))
      .describe("Why it cannot be done now; empty: it can."),
    deletes: z.array(part),
    anonymises: z.array(part).describe("Stays, and says nothing of a person any more."),
    keeps: z.array(part).describe("What a law makes us keep, and which."),
    confirm: z.string().describe("To be given as `confirm` when it is asked for."),
  })
  .meta({ id: "Erasure" });
export type Erasure = z.output<typeof erasureShape>;
export const erasureAnswer = z.object({ erasure: erasureShape });
export const erasedAnswer = z.object({ erasure: erasureShape, erased: z.literal(true) });

export const confirmInput = z.strictObject({
  confirm: z.string().max(254).describe("`confirm` of the preview: the e-mail address, or the tenant's name."),
});
export const userRef = z.strictObject({ id: idShape("usr") });
export const tenantRef = z.strictObject({ id: idShape("ten") });
export const confirmUserInput = userRef.extend(confirmInput.shape);
export const confirmTenantInput = tenantRef.extend(confirmInput.shape);
