import { DRAFT } from "../archive/index.ts";

/**
 * Where things about a person or a tenant stand, and what becomes of them when one is erased. A test holds this against
 * the database: a table with a `user_id` or `tenant_id` that is not here fails it.
 */

/** What happens to rows at an erasure. */
export type Fate =
  /** Gone. */
  | { fate: "delete" }
  /** Stays, and says nothing of a person any more, or never did. */
  | { fate: "anonymous"; why: string }
  /** Stays as it is, because a law wants it. */
  | { fate: "keep"; why: string }
  /** Goes or stays with something else here, or holds no content of its own. */
  | { fate: "inner" };

export interface Place {
  table: string;
  /** In the words of the preview. */
  title: string;
  outcome: Fate;
  /** What an archive leaves out, since our staff keep it for themselves: all of it, or these columns, `column.key` of JSON. */
  private?: true | readonly string[];
  /** Rows that an archive leaves out, for the same reason: those with this value in this column. */
  privateRows?: { column: string; value: string };
}

const gone: Fate = { fate: "delete" };
const inner: Fate = { fate: "inner" };
const TAX_LAW = "Tax and commercial law wants invoices and payments kept for ten years (§ 147 AO, § 257 HGB).";

const SUPPORT: Fate = {
  fate: "anonymous",
  why: "That somebody of our staff acted in a person's place, and why, is part of the audit trail.",
};

/** By `user_id`. */
export const OF_PERSONS: readonly Place[] = [
  { table: "support_sessions", title: "Help by our staff", outcome: SUPPORT },
  { table: "sessions", title: "Sessions", outcome: gone },
  { table: "known_devices", title: "Known devices", outcome: gone },
  { table: "totp_factors", title: "Authenticator app", outcome: gone },
  { table: "recovery_codes", title: "Recovery codes", outcome: gone },
  {
    table: "passkeys",
    title: "Passkeys",
    outcome: gone,
  },
  { table: "email_proofs", title: "Proofs of an e-mail address", outcome: gone },
  { table: "email_changes", title: "Changes of the e-mail address", outcome: gone },
  { table: "challenges", title: "Challenges", outcome: gone },
  { table: "memberships", title: "Memberships", outcome: gone },
  { table: "company_identities", title: "Links to a company's sign-in", outcome: gone },
  { table: "operator_identities", title: "Link to our staff's sign-in", outcome: gone },
  {
    table: "api_keys",
    title: "API keys",
    outcome: { fate: "anonymous", why: "Revoked. What was done with them stays in their tenants' records." },
  },
  {
    table: "consoles",
    title: "Consoles opened",
    outcome: {
      fate: "anonymous",
      why: "Only says that somebody looked at a server's screen; forgotten after a while.",
    },
  },
];

/** By `tenant_id`. */
export const OF_TENANTS: readonly Place[] = [
  { table: "memberships", title: "Memberships", outcome: gone },
  { table: "sign_in_providers", title: "Sign-in provider", outcome: gone },
  { table: "sign_in_domains", title: "Domains of the sign-in provider", outcome: gone },
  { table: "company_identities", title: "Links to a company's sign-in", outcome: gone },
  { table: "staff_notes", title: "Notes of our staff", outcome: gone, private: true },
  { table: "support_sessions", title: "Help by our staff", outcome: SUPPORT },
  { table: "invitations", title: "Invitations", outcome: gone },
  { table: "audit_alerts", title: "Alerts", outcome: gone },
  { table: "roles", title: "Custom roles", outcome: gone },
  { table: "api_keys", title: "API keys", outcome: gone },
  { table: "webhooks", title: "Webhooks", outcome: gone },
  { table: "webhook_deliveries", title: "Deliveries of webhooks", outcome: gone },
  { table: "tenant_quotas", title: "Quotas", outcome: gone },
  { table: "tenant_profiles", title: "Profile", outcome: gone, private: ["notes"] },
  { table: "contacts", title: "Contacts", outcome: gone },
  { table: "archive_tickets", title: "Tickets", outcome: gone },
  { table: "archive_attachments", title: "Attachments of tickets", outcome: gone },
  { table: "legacy_records", title: "Records of the system before", outcome: gone, private: true },
  {
    table: "archive_invoices",
    title: "Invoices",
    outcome: { fate: "keep", why: TAX_LAW },
    private: ["buyer.damaged_snapshot"],
    privateRows: { column: "status", value: DRAFT },
  },
  // What gateways have taken from the company is none of the customer's.
  { table: "archive_transactions", title: "Payments", outcome: { fate: "keep", why: TAX_LAW }, private: ["fees"] },
  { table: "archive_credits", title: "Credits", outcome: { fate: "keep", why: TAX_LAW } },
  { table: "billing_terms", title: "Terms of servers", outcome: { fate: "keep", why: TAX_LAW } },
  {
    table: "audit_log",
    title: "Audit trail",
    outcome: {
      fate: "anonymous",
      why: "Kept until its retention ends; who has acted is readable as long as that person's own account is.",
    },
  },
  {
    table: "servers",
    title: "Servers",
    outcome: { fate: "anonymous", why: "Records of deleted servers: an identifier is never given out twice." },
  },
  {
    table: "actions",
    title: "Actions",
    outcome: { fate: "anonymous", why: "What was done to servers, without a person." },
  },
  {
    table: "address_history",
    title: "Addresses had",
    outcome: {
      fate: "keep",
      why: "Who had an address when must be told to authorities; forgotten after its own time.",
    },
  },
  { table: "sessions", title: "Sessions in the tenant", outcome: inner },
  ...[
    "addresses",
    "backup_schedules",
    "backups",
    "consoles",
    "firewalls",
    "holds",
    "reverse_names",
    "server_adoptions",
    "server_labels",
    "server_metrics",
    "snapshots",
    "spare_vms",
    "storage_reservations",
    "traffic_hours",
    "traffic_meters",
  ].map((table) => ({ table, title: table.replaceAll("_", " "), outcome: inner })),
];

/** Columns that are nobody's to take along: secrets, what they are told by, and who of our staff it was. */
export const isWithheld = (column: string): boolean =>
  /hash|secret|seed|ticket$|token|sealed|credential_id|public_key|^data$|last_step|^personal$|_personal$|address_index|^(operator|author|session)_id$|^(placed|lifted)_by$/.test(
    column,
  );
