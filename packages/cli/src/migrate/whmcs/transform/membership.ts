import type { Entity, Outcome } from "@hostwright/core/migration";
import type { Mapping } from "../mapping/schema.ts";
import { isRefused, setAside, source } from "./outcome.ts";
import { RowJudge, type Rules } from "./row-judge.ts";

type Role = Entity<"memberships">["role"];

export interface MembershipRow {
  table: "tblusers_clients" | "tblclients" | "tblcontacts";
  id: number;
  user: { table: "tblusers" | "tblclients" | "tblcontacts"; id: number };
  userExists: boolean;
  client: number;
  clientExists: boolean;
  owner: boolean;
  /** As WHMCS writes them: `profile,products,manageproducts,…`. */
  permissions: string;
}

/** With it a person changes what the client has, which is what a member does here. */
const CHANGES = new Set(["manageproducts"]);

/** Never more than the person could do before: without the right to manage products they only look. */
export function roleOf(owner: boolean, permissions: string): Role {
  if (owner) return "owner";
  const held = permissions.split(",").map((permission) => permission.trim().toLowerCase());
  return held.some((permission) => CHANGES.has(permission)) ? "member" : "read-only";
}

export function membershipOutcome(row: MembershipRow, rules: Rules): Outcome {
  const judge = new RowJudge(rules, row.table, row.id);
  const content = `${row.user.table}:${row.user.id}\u001f${row.client}\u001f${row.owner}\u001f${row.permissions}`;
  if (!row.userExists) judge.refuse("orphan", `user ${row.user.id} does not exist`);
  if (!row.clientExists) judge.refuse("orphan", `client ${row.client} does not exist`);
  if (isRefused(judge.problems)) return setAside("memberships", row.table, row.id, content, judge.problems);
  const user = signsInAs(row.user, rules.mapping.users);
  const role = roleOf(row.owner, row.permissions);
  return {
    source: source(row.table, row.id, content, `${user.table}:${user.id}:${role}`),
    kind: "memberships",
    outcome: "entity",
    entity: { user, tenant: { table: "tblclients", id: String(row.client) }, role },
  };
}

/** The person whom the mapping takes them for. */
function signsInAs({ table, id }: MembershipRow["user"], users: Mapping["users"]): { table: string; id: string } {
  const decided = users[table === "tblcontacts" ? `contact:${id}` : String(id)];
  if (!decided || !("same_as" in decided)) return { table, id: String(id) };
  const [, contact] = /^contact:(\d+)$/.exec(decided.same_as) ?? [];
  if (contact !== undefined) return { table: "tblcontacts", id: contact };
  return { table: table === "tblusers" ? "tblusers" : "tblclients", id: decided.same_as };
}
