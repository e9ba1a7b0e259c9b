import { useQuery } from "@tanstack/react-query";
import { meQuery } from "./api/catalog.ts";
import type { Me } from "./api/shapes.ts";

type Permission = Me["permissions"][number];

const ALLOWED_FOR: Partial<Record<Permission, string>> = {
  "server:rebuild": "Rebuilding is for owners and admins of the tenant: what is on the disk is lost.",
  "address:delete": "Giving addresses back is for owners and admins of the tenant.",
  "server:delete": "Deleting is for owners and admins of the tenant.",
  "invoice:read": "Invoices are for owners and admins of the tenant, and whom they let.",
  "ticket:read": "Tickets are for owners and admins of the tenant, and whom they let.",
  "webhook:read": "Webhooks are for owners and admins of the tenant.",
  "webhook:manage": "Webhooks are for owners and admins of the tenant.",
  "backup:delete": "Deleting is for owners and admins of the tenant.",
  "backup:restore": "Going back is for owners and admins of the tenant: what was written since is lost.",
  "member:manage": "Inviting and removing is for owners and admins of the tenant.",
  "tenant:manage": "The tenant's name is for owners and admins to change.",
  "operator:role": "Operators and their roles are for admins.",
  "key:read": "API keys are for owners and admins of the tenant.",
};

/** Whether they may, once that is known: what they may not read is not even asked for, since each refusal is recorded. */
export function useAllowed(permission: Permission): boolean {
  const { data: me } = useQuery(meQuery);
  return me?.permissions.includes(permission) ?? false;
}

/** Why the signed-in person may not do that; undefined while unknown or allowed. The API decides in the end. */
export function useMissing(permission: Permission): string | undefined {
  const { data: me } = useQuery(meQuery);
  if (!me || me.permissions.includes(permission)) return undefined;
  if (me.support) return "Not while you act in a customer's place, or not theirs to do.";
  return ALLOWED_FOR[permission] ?? `Your role (${me.role ?? "none"}) does not allow this. Ask an owner or admin.`;
}
