import { z } from "zod";
import { operatorRole, permission } from "../access/index.ts";
import { idShape, timestamp } from "../kernel/shapes.ts";
import { tenantStatus } from "./account-schema.ts";
import { wishInput } from "./factor-schema.ts";

export const loginInput = z.strictObject({
  email: z.email().max(254).describe("In any case.").meta({ example: "demo@hostwright.test" }),
  password: z.string().min(1).max(1024).meta({ example: "correct horse battery staple" }),
  ...wishInput,
});
export const refreshInput = z.strictObject({
  refresh_token: z.string().min(20).max(200).describe("As signing in or the last refresh answered it."),
});

export const switchInput = refreshInput.extend({ tenant: idShape("ten").describe("One of your memberships.") });

export const tokenShape = z
  .object({
    access_token: z.string().describe("JWT (EdDSA). Send it as `Authorization: Bearer …`."),
    token_type: z.literal("Bearer"),
    expires_in: z.number().int().describe("Seconds.").meta({ example: 900 }),
    refresh_token: z.string().describe("Good for one refresh, which answers with the next."),
  })
  .meta({ id: "Tokens" });

const heldRole = z
  .string()
  .describe("A built-in role's name, or the id of one of the tenant's own.")
  .meta({ example: "owner" });
const scope = z.string().nullable().describe("Label selector of the servers you reach; null: all.");

export const meShape = z
  .object({
    user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
    operator: z.boolean(),
    by_provider: z
      .boolean()
      .describe("Whether a sign-in provider let you in: what is your own is closed, and proofs are given there."),
    tenant: z.object({ id: z.string(), name: z.string(), status: tenantStatus }).nullable(),
    role: heldRole.nullable(),
    role_name: z.string().nullable(),
    scope,
    operator_roles: z.array(operatorRole),
    permissions: z.array(permission),
    memberships: z.array(
      z.object({
        tenant: z.object({ id: z.string(), name: z.string(), status: tenantStatus }),
        role: heldRole,
        role_name: z.string(),
        scope,
      }),
    ),
    support: z
      .object({ id: z.string(), reason: z.string(), ends: timestamp })
      .nullable()
      .describe("Where one of our operators acts in this person's place."),
  })
  .meta({ id: "Me" });
