import { z } from "zod";
import { KEY_PERMISSIONS } from "../access/index.ts";
import { pageInput } from "../kernel/page.ts";
import { idShape, pagination, timestamp } from "../kernel/shapes.ts";

const [first = "server:read", ...others] = KEY_PERMISSIONS;
const permission = z.enum([first, ...others]);

const isCidr = (text: string): boolean => [z.cidrv4(), z.cidrv6()].some((one) => one.safeParse(text).success);
const cidr = z
  .string()
  .max(43)
  .refine(isCidr, "not a network such as 203.0.113.0/24 or 2001:db8::/32")
  .meta({ example: "203.0.113.0/24" });

export const createKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(60).describe("What uses it.").meta({ example: "deploy pipeline" }),
  permissions: z
    .array(permission)
    .min(1)
    .max(KEY_PERMISSIONS.length)
    .optional()
    .describe("At most what you may do yourself. Without it, everything you may that a key can be given."),
  read_only: z.boolean().default(false).describe("Instead of `permissions`: only what reads."),
  expires: timestamp.optional().describe("When it stops working; without it, when it is revoked."),
  scope: z
    .string()
    .max(1000)
    .optional()
    .describe("Label selector of the servers it reaches; without it, all that you reach yourself.")
    .meta({ example: "env=staging" }),
  addresses: z.array(cidr).max(50).default([]).describe("Networks it may be used from; without any, from everywhere."),
});
export const keyListInput = z.strictObject({ ...pageInput(["created:desc", "created:asc"], "created:desc") });
export const keyRef = z.strictObject({ id: idShape("key") });

export const keyShape = z
  .object({
    id: idShape("key"),
    name: z.string(),
    hint: z.string().describe("How the key begins.").meta({ example: "hwk_3fk9" }),
    permissions: z.array(z.string()),
    scope: z.string().nullable().describe("Label selector of the servers it reaches; null: all its maker reaches."),
    addresses: z.array(z.string()),
    made_by: z.object({ id: z.string(), name: z.string() }),
    created: timestamp,
    expires: timestamp.nullable(),
    last_used: z
      .object({ at: timestamp, address: z.string().nullable() })
      .nullable()
      .describe("To the minute; null: never."),
  })
  .meta({ id: "ApiKey" });

export const keyAnswer = z.object({ key: keyShape });
export const createKeyAnswer = keyAnswer.extend({
  secret: z
    .string()
    .describe("The key itself, shown this once. Send it as `Authorization: Bearer …`.")
    .meta({ example: "hwk_3fk9…" }),
});
export const keyList = z.object({ keys: z.array(keyShape), meta: pagination });
