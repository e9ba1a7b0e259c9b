import { KINDS, type Kind } from "./entities.ts";

/** Kinds that rows of a kind name: without them it would belong to nothing, or lack what it is made of. */
const NEEDS: Partial<Record<Kind, readonly Kind[]>> = {
  memberships: ["users", "tenants"],
  contacts: ["tenants"],
  endpoints: ["locations"],
  servers: ["tenants", "plans", "images", "locations", "endpoints"],
  invoices: ["tenants"],
  transactions: ["tenants", "invoices"],
  credits: ["tenants"],
  tickets: ["tenants"],
  attachments: ["tenants", "tickets"],
  legacy: ["tenants"],
};

/** These kinds and those that they need, in the order in which they come. */
export function withNeeded(only: readonly Kind[]): Kind[] {
  const wanted = new Set<Kind>();
  const add = (kind: Kind): void => {
    if (wanted.has(kind)) return;
    wanted.add(kind);
    for (const needed of NEEDS[kind] ?? []) add(needed);
  };
  for (const kind of only) add(kind);
  return KINDS.filter((kind) => wanted.has(kind));
}
