import { z } from "zod";
import { idShape } from "../kernel/shapes.ts";
import { ALL_PERMISSIONS } from "./permissions.ts";

export const permission = z.enum(ALL_PERMISSIONS).meta({ id: "Permission" });

export const role = z.enum(["owner", "admin", "member", "read-only"]);
export type Role = z.output<typeof role>;

export const operatorRole = z.enum(["support", "finance", "engineer", "admin"]);
export type OperatorRole = z.output<typeof operatorRole>;

const roleNameShape = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .refine((name) => !role.safeParse(name.toLowerCase()).success, "a built-in role is named like this")
  .meta({ example: "Deployment" });
const permissions = z.array(permission).min(1).max(200).describe("At most what you may do yourself.");
export const roleListInput = z.strictObject({});
export const roleRef = z.strictObject({ id: idShape("rol") });
export const createRoleInput = z.strictObject({ name: roleNameShape, permissions });
export const updateRoleInput = z.strictObject({
  ...roleRef.shape,
  name: roleNameShape.optional(),
  permissions: permissions.optional(),
});

export const roleShape = z
  .object({
    id: z.string().describe("A built-in role's name, or `rol_…`.").meta({ example: "member" }),
    name: z.string(),
    built_in: z.boolean(),
    permissions: z.array(permission),
    members: z.number().int(),
  })
  .meta({ id: "Role" });
export const roleAnswer = z.object({ role: roleShape });
export const roleList = z.object({
  roles: z.array(roleShape),
  permissions: z
    .array(
      z.object({
        name: permission,
        allows: z.string().describe("In words."),
        grantable: z.boolean().describe("Whether you have it yourself, and so may give it."),
      }),
    )
    .describe("What a role can be made of."),
});
