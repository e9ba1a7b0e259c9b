import { newId } from "@hostwright/core/kernel";
import type { Request } from "./fixtures/fixture.ts";

/** The path of a request, its parameters filled in. */
export function pathOf(template: string, { params = {}, query = {} }: Request): string {
  const path = template.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(params[name] ?? ""));
  const search = new URLSearchParams(query).toString();
  return search ? `${path}?${search}` : path;
}

const PREFIXES = {
  roles: "rol",
  notes: "not",
  support: "ses",
  tenants: "ten",
  servers: "srv",
  snapshots: "snp",
  backups: "bkp",
  actions: "act",
  holds: "hld",
  endpoints: "end",
  findings: "fnd",
  migrations: "mig",
  "legacy-records": "leg",
  nodes: "nod",
  keys: "key",
  webhooks: "whk",
  members: "usr",
  operators: "usr",
  users: "usr",
  invitations: "ivt",
  deliveries: "dlv",
  sessions: "ses",
  passkeys: "pky",
  invoices: "inv",
  tickets: "tkt",
  attachments: "att",
} as const;

const isKnown = (name: string): name is keyof typeof PREFIXES => name in PREFIXES;

/** For each id in a path one of the kind it asks for, that nothing has. */
export function unknownIds(template: string): Record<string, string> {
  const ids = [...template.matchAll(/\/([a-z-]+)\/\{(\w+)\}/g)].map(([, name = "", field = ""]) => {
    if (name === "addresses") return [field, "203.0.113.250"];
    if (!isKnown(name)) throw new Error(`${template}: what kind of id is that?`);
    return [field, newId(PREFIXES[name], new Date(0))];
  });
  return Object.fromEntries(ids);
}
