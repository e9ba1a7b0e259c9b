import * as z from "zod/mini";

const shape = z.object({
  invitation: z.object({
    email: z.string(),
    tenant: z.object({ name: z.string() }),
    role_name: z.string(),
    invited_by: z.nullable(z.string()),
    account: z.boolean(),
  }),
});

export interface Offer {
  email: string;
  tenant: string;
  role: string;
  invitedBy: string;
  account: boolean;
}

export function readOffer(body: unknown): Offer {
  const { email, tenant, role_name, invited_by, account } = shape.parse(body).invitation;
  return { email, tenant: tenant.name, role: role_name, invitedBy: invited_by ?? "Our staff", account };
}
