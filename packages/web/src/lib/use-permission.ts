import { useQuery } from "@tanstack/react-query";
import { meQuery } from "./api/catalog.ts";

type Permission =
  | "server:create"
  | "server:update"
  | "server:power"
  | "server:delete"
  | "server:console"
  | "backup:create"
  | "backup:delete"
  | "backup:restore"
  | "key:read"
  | "webhook:read"
  | "webhook:manage"
  | "operator:hold"
  | "operator:power"
  | "operator:placement"
  | "operator:reconcile"
  | "operator:network"
  | "operator:migrate"
  | "operator:action";

const ALLOWED_FOR: Partial<Record<Permission, string>> = {
  "server:delete": "Deleting is for owners and admins of the tenant.",
  "webhook:read": "Webhooks are for owners and admins of the tenant.",
  "webhook:manage": "Webhooks are for owners and admins of the tenant.",
  "backup:delete": "Deleting is for owners and admins of the tenant.",
  "backup:restore": "Going back is for owners and admins of the tenant: what was written since is lost.",
  "key:read": "API keys are for owners and admins of the tenant.",
};

/** Why the signed-in person may not do that; undefined while unknown or allowed. The API decides in the end. */
export function useMissing(permission: Permission): string | undefined {
  const { data: me } = useQuery(meQuery);
  if (!me || me.permissions.includes(permission)) return undefined;
  return ALLOWED_FOR[permission] ?? `Your role (${me.role ?? "none"}) does not allow this. Ask an owner or admin.`;
}
