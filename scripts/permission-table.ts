import {
  ALL_PERMISSIONS,
  KEY_PERMISSIONS,
  KEY_READ_PERMISSIONS,
  OPERATOR_ROLE_PERMISSIONS,
  PERMISSIONS,
  ROLE_PERMISSIONS,
} from "../packages/core/src/access/index.ts";
import type { Permission } from "../packages/core/src/kernel/index.ts";
import { allOperations, type Operation } from "../packages/functions/src/operations.ts";
import { routeKey } from "../packages/functions/src/route.ts";

const table = (heads: string[], rows: string[][]): string =>
  [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
const code = (text: string): string => `\`${text}\``;
const named = (roles: Record<string, ReadonlySet<Permission>>, permission: Permission): string =>
  Object.keys(roles)
    .filter((role) => roles[role]?.has(permission))
    .join(", ");

function keyCell(permission: Permission): string {
  if (!KEY_PERMISSIONS.includes(permission)) return "";
  return KEY_READ_PERMISSIONS.includes(permission) ? "yes, read-only too" : "yes";
}

function holders(permission: Permission): string[] {
  if (permission.startsWith("public:")) return ["everybody", "everybody", "not needed"];
  return [named(ROLE_PERMISSIONS, permission), named(OPERATOR_ROLE_PERMISSIONS, permission), keyCell(permission)];
}

const routesCell = ({ routes }: Operation): string => routes.map((one) => code(routeKey(one))).join("<br>") || "none";

/** `docs/permissions.md` from the code: what each role may do, and what each command and query asks for. */
export async function permissionTable(): Promise<string> {
  const holdersHead = ["tenant roles", "operator roles", "API key"];
  return `# Permissions

Made from the code by \`npm run openapi\`; do not edit. How roles, custom roles and scopes work: [access](access.md).

## What each permission allows, and who has it

${table(
  ["permission", "allows to", ...holdersHead],
  ALL_PERMISSIONS.map((one) => [code(one), PERMISSIONS[one], ...holders(one)]),
)}

## Every command and query

Those without a route are reached from the command line, from schedules or from events.

${table(
  ["name", "kind", "routes", "permission", ...holdersHead],
  (await allOperations()).map((one) => [
    code(one.operation.name),
    one.operation.kind,
    routesCell(one),
    code(one.operation.permission),
    ...holders(one.operation.permission),
  ]),
)}
`;
}
