import type { OperatorRole } from "@/lib/api/staff.ts";

export const ROLE_TITLES: Record<OperatorRole, string> = {
  support: "Support",
  finance: "Finance",
  engineer: "Engineer",
  admin: "Admin",
};

/** What each may, in a line. */
export const ROLE_HINTS: Record<OperatorRole, string> = {
  support: "Looks, holds, starts and stops servers, sets quotas, reviews tenants, acts in customers' places.",
  finance: "Looks, and holds servers for unpaid bills.",
  engineer: "Does what touches Proxmox: moves, repairs, migrations, the catalog.",
  admin: "Everything, the roles of operators included.",
};

export const ROLES: readonly OperatorRole[] = ["support", "finance", "engineer", "admin"];
