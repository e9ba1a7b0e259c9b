import { hash as md5 } from "node:crypto";
import type { Brought, Entity, Kind, Outcome } from "../../src/migration/index.ts";

/** A source row that is brought over; its hash follows from what it says. */
export const brought = <K extends Kind>(kind: K, ref: string, entity: Entity<K>, hash = JSON.stringify(entity)) => {
  const [table = "", id = ""] = ref.split(":");
  const outcome: Brought<K> = { source: { table, id, hash: md5("md5", hash) }, kind, outcome: "entity", entity };
  return outcome;
};

export const ref = (row: string) => {
  const [table = "", id = ""] = row.split(":");
  return { table, id };
};

export const aUser = (more: Partial<Entity<"users">> = {}): Entity<"users"> => ({
  email: "ada@example.com",
  name: "Ada",
  language: "english",
  password: { scheme: "bcrypt", hash: "$2y$10$abcdefghijklmnopqrstuv" },
  created: "2020-01-02T00:00:00.000Z",
  ...more,
});

export const aTenant = (more: Partial<Entity<"tenants">> = {}): Entity<"tenants"> => ({
  name: "Ada's Shop",
  status: "active",
  email: "ada@example.com",
  contact_name: "Ada",
  company: "Ada's Shop",
  address: { line1: "1 Road", line2: "", city: "Köln", state: "", postcode: "50667", country: "DE" },
  phone: "",
  tax_id: "DE1",
  currency: "EUR",
  language: null,
  marketing_consent: false,
  tax_exempt: false,
  overrides: {},
  credit: 500,
  notes: "tab\there\nand \\ backslash",
  created: "2020-01-02T00:00:00.000Z",
  ...more,
});

export const aServer = (more: Partial<Exclude<Entity<"servers">, { existing: string }>> = {}): Entity<"servers"> => ({
  tenant: ref("tblclients:1"),
  plan: ref("tblproducts:1"),
  endpoint: ref("tblservers:1"),
  name: "web-1.example.com",
  status: "active",
  hold: null,
  spec: { cores: 2, memory_mb: 4096, disk_gb: 40, image: "debian-12", location: null, hostname: "web-1.example.com" },
  addresses: ["192.0.2.10"],
  billing: {
    currency: "EUR",
    amount: 990,
    cycle: "monthly",
    next_due: "2026-12-01",
    first_amount: 990,
    payment_method: "stripe",
    suspension_override: false,
    suspension_override_until: null,
  },
  adoption: { vmid: 101, node: "pve1" },
  raw: { "configoption:RAM": "4 GB" },
  created: "2021-03-04T00:00:00.000Z",
  ended: null,
  ...more,
});

/** One client with one server and an invoice: the smallest company. */
export const company = (change: { server?: object; user?: object; tenant?: object } = {}): Outcome[] => [
  brought("users", "tblusers:1", aUser(change.user)),
  brought("tenants", "tblclients:1", aTenant(change.tenant)),
  brought("memberships", "tblusers_clients:1", {
    user: ref("tblusers:1"),
    tenant: ref("tblclients:1"),
    role: "owner",
  }),
  brought("plans", "tblproducts:1", {
    name: "vps-1",
    title: "VPS 1",
    cores: 2,
    memory_mb: 4096,
    disk_gb: 40,
    prices: [{ currency: "EUR", cycle: "monthly", setup: 0, amount: 990 }],
    default_currency: "EUR",
  }),
  brought("images", "mapping:debian-12", { name: "debian-12", title: "Debian 12", family: "debian" }),
  brought("locations", "mapping:fra", { name: "fra", title: "Frankfurt", country: "DE" }),
  brought("endpoints", "tblservers:1", { name: "pve-fra", location: "fra" }),
  brought("servers", "tblhosting:1", aServer(change.server)),
  brought("invoices", "tblinvoices:1", {
    tenant: ref("tblclients:1"),
    number: "2026-0001",
    status: "paid",
    issued: "2026-11-01",
    due: "2026-11-08",
    paid_at: "2026-11-02T10:00:00.000Z",
    currency: "EUR",
    rate: null,
    buyer: { name: "Ada", company: "", address: ["1 Road"], country: "DE", tax_id: "DE1", as_of: "issue" },
    subtotal: 832,
    credit: 0,
    total: 990,
    taxes: [{ name: "VAT", rate: "19.000", amount: 158 }],
    lines: [{ type: "Hosting", description: "VPS 1", amount: 832, taxed: true, service: ref("tblhosting:1") }],
    payment_method: "stripe",
    notes: "",
  }),
  brought("legacy", "tbldomains:7", {
    tenant: ref("tblclients:1"),
    title: "example.com",
    row: { id: "7", domain: "example.com", notes: null },
  }),
];

export async function* batches(outcomes: readonly Outcome[], size = 1000): AsyncGenerator<Outcome[]> {
  for (let at = 0; at < outcomes.length; at += size) yield outcomes.slice(at, at + size);
}
