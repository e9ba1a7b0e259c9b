import { z } from "zod";
import { operatorRole } from "../access/index.ts";
import { pageInput } from "../kernel/index.ts";
import { idShape, pagination, timestamp } from "../kernel/shapes.ts";

const roles = z
  .array(operatorRole)
  .refine((all) => new Set(all).size === all.length, "one of them twice")
  .meta({ example: ["support"] });

export const operatorShape = z
  .object({
    id: idShape("usr"),
    name: z.string(),
    email: z.string(),
    roles,
    you: z.boolean(),
    provider: z.boolean().describe("Whether they have come in by the operators' sign-in provider."),
    last_seen: timestamp
      .nullable()
      .describe("When they last fetched tokens, which live for 15 minutes; null: not in the sessions that are kept."),
    created: timestamp,
  })
  .meta({ id: "Operator" });
export const operatorAnswer = z.object({ operator: operatorShape });
export const operatorList = z.object({ operators: z.array(operatorShape), meta: pagination });

export const operatorListInput = z.strictObject(pageInput(["created:asc", "created:desc"], "created:asc"));
export const setOperatorRolesInput = z.strictObject({
  id: idShape("usr"),
  roles: roles.describe("All that they have from now on; none: they are no operator any more."),
});
