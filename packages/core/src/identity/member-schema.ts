import { z } from "zod";
import { pageInput } from "../kernel/page.ts";
import { idShape, pagination, timestamp } from "../kernel/shapes.ts";
import { email, tenantName, tenantShape, tenantStatus } from "./account-schema.ts";

const role = z
  .string()
  .max(40)
  .describe("A built-in role's name, or the id of one of the tenant's own.")
  .meta({ example: "member" });
const scope = z.string().nullable().describe("Label selector of the servers they reach; null: all.");
const scopeInput = z
  .string()
  .max(255)
  .nullable()
  .describe("Label selector of the servers they shall reach; null: all.")
  .meta({ example: "env=staging" });
const held = { role, role_name: z.string(), scope };

export const memberShape = z
  .object({
    id: idShape("usr"),
    name: z.string(),
    email: z.string(),
    ...held,
    you: z.boolean(),
    since: timestamp,
  })
  .meta({ id: "Member" });
export const memberList = z.object({ members: z.array(memberShape), meta: pagination });
export const memberAnswer = z.object({ member: memberShape });
export const memberListInput = z.strictObject({ ...pageInput(["created:asc", "created:desc"], "created:asc") });
export const memberRef = z.strictObject({ id: idShape("usr") });
export const changeRoleInput = z.strictObject({
  id: idShape("usr"),
  role: role.optional(),
  scope: scopeInput.optional(),
});

export const invitationShape = z
  .object({
    id: idShape("ivt"),
    email: z.string(),
    ...held,
    status: z.enum(["pending", "expired"]),
    invited_by: z.string().nullable().describe("Name; null: our staff, or somebody who is gone."),
    created: timestamp,
    sent: timestamp.describe("When the latest letter went out."),
    expires: timestamp,
  })
  .meta({ id: "Invitation" });
export const invitationList = z.object({ invitations: z.array(invitationShape), meta: pagination });
export const invitationAnswer = z.object({ invitation: invitationShape });
export const inviteInput = z.strictObject({ email, role, scope: scopeInput.optional() });
export const invitationRef = z.strictObject({ id: idShape("ivt") });
export const invitationListInput = z.strictObject({ ...pageInput(["created:desc", "created:asc"], "created:desc") });

export const offerShape = z
  .object({
    email: z.string(),
    tenant: z.object({ name: z.string() }),
    role_name: z.string(),
    invited_by: z.string().nullable(),
    account: z.boolean().describe("Whether the address has an account: then accepting needs no name and password."),
    expires: timestamp,
  })
  .meta({ id: "InvitationOffer" });

export const tenantInput = z.strictObject({ name: tenantName });
export const tenantAnswer = z.object({ tenant: tenantShape });

export const operatorTenantShape = tenantShape
  .extend({ owner: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable() })
  .meta({ id: "OperatorTenant" });
export const operatorTenantList = z.object({ tenants: z.array(operatorTenantShape), meta: pagination });
export const operatorTenantAnswer = z.object({ tenant: operatorTenantShape });
export const operatorTenantListInput = z.strictObject({
  ...pageInput(["created:desc", "created:asc"], "created:desc"),
  status: tenantStatus.optional(),
  name: z.string().max(100).optional().describe("Part of the name, in any case."),
});
export const newTenantInput = z.strictObject({ name: tenantName, owner_email: email });
export const tenantRef = z.strictObject({ id: idShape("ten") });
export const refuseTenantInput = z.strictObject({
  id: idShape("ten"),
  reason: z.string().trim().min(1).max(1000).describe("The tenant's owners read it."),
});
