import { z } from "zod";
import { serverEntity } from "./server-entity.ts";
import { billingCycle, calendarDate, currencyCode, existing, minor, moment, sourceRef } from "./source.ts";

/**
 * What a migration brings over: the border between reading a source (cli, one folder a source) and loading it (this
 * context). Entities name each other by the source row they come from; the loader knows what became of that row.
 */
export const userEntity = z.object({
  email: z.string().max(254),
  name: z.string().max(255),
  language: z.string().max(40).nullable(),
  /**
   * As the source stored it: `bcrypt` is `$2a|2b|2y$…`; `md5_salted` is `md5(salt+password):salt`; null: none that could
   * be verified here, the person sets a new one.
   */
  password: z.object({ scheme: z.enum(["bcrypt", "md5_salted"]), hash: z.string() }).nullable(),
  created: moment.nullable(),
});

export const tenantEntity = z.object({
  name: z.string().max(255),
  status: z.enum(["active", "inactive", "closed"]),
  email: z.string().max(254).nullable(),
  contact_name: z.string(),
  company: z.string(),
  address: z.object({
    line1: z.string(),
    line2: z.string(),
    city: z.string(),
    state: z.string(),
    postcode: z.string(),
    country: z.string(),
  }),
  phone: z.string(),
  tax_id: z.string(),
  currency: currencyCode,
  language: z.string().max(40).nullable(),
  marketing_consent: z.boolean(),
  tax_exempt: z.boolean(),
  /** Exceptions the company made for this client, by name: `late_fees`, `overdue_notices`, `auto_close`, … */
  overrides: z.record(z.string(), z.boolean()),
  /** Credit balance as the source states it, minor units of `currency`. */
  credit: minor,
  notes: z.string(),
  created: moment.nullable(),
});

export const membershipEntity = z.object({
  user: sourceRef,
  tenant: sourceRef,
  role: z.enum(["owner", "admin", "member", "read-only"]),
});

/** A person to be told of things, who cannot sign in. */
export const contactEntity = z.object({
  tenant: sourceRef,
  name: z.string(),
  email: z.string(),
  phone: z.string(),
  notices: z.array(z.enum(["general", "invoice", "product", "support", "domain", "affiliate"])),
});

export const currencyEntity = z.object({
  code: currencyCode,
  prefix: z.string(),
  suffix: z.string(),
  decimals: z.int().min(0).max(4),
  /** Decimal text, relative to the default currency. */
  rate: z.string(),
  is_default: z.boolean(),
});

const catalogName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,38}$/);

export const planEntity = z.union([
  existing,
  z.object({
    name: catalogName,
    title: z.string().max(100),
    /** What a service has without options; 0: chosen with each service. */
    cores: z.int().min(0),
    memory_mb: z.int().min(0),
    disk_gb: z.int().min(0),
    /** Prices the source has switched off (negative ones) are left out. */
    prices: z.array(z.object({ currency: currencyCode, cycle: billingCycle, setup: minor, amount: minor })),
    default_currency: currencyCode,
  }),
]);

export const imageEntity = z.union([
  existing,
  z.object({ name: catalogName, title: z.string().max(100), family: catalogName }),
]);

export const locationEntity = z.union([
  existing,
  z.object({ name: catalogName, title: z.string().max(100), country: z.string().length(2).nullable() }),
]);

export const endpointEntity = z.union([
  existing,
  z.object({
    name: catalogName,
    /** Name of a location; null: not assigned yet. */
    location: z.string().nullable(),
  }),
]);

export const invoiceEntity = z.object({
  tenant: sourceRef,
  /** As issued; null where the source had given none (drafts, proformas). */
  number: z.string().max(255).nullable(),
  /** As the source has it, in lower case: `paid`, `unpaid`, `cancelled`, … */
  status: z.string().max(40),
  issued: calendarDate.nullable(),
  due: calendarDate.nullable(),
  paid_at: moment.nullable(),
  currency: currencyCode,
  /** Decimal text against the default currency at that time, where known. */
  rate: z.string().nullable(),
  buyer: z.object({
    name: z.string(),
    company: z.string(),
    address: z.array(z.string()),
    country: z.string(),
    tax_id: z.string(),
    /** Whether the source froze these at issue (`issue`), or they are the client's of today (`today`). */
    as_of: z.enum(["issue", "today"]),
    /** What else the document said of them, as at issue. */
    fields: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
    /** Of today though the source kept them, since what it kept cannot be read: that, as it stands there. */
    damaged_snapshot: z.string().optional(),
  }),
  subtotal: minor,
  credit: minor,
  total: minor,
  taxes: z.array(z.object({ name: z.string(), rate: z.string(), amount: minor })),
  lines: z.array(
    z.object({
      type: z.string(),
      description: z.string(),
      amount: minor,
      taxed: z.boolean(),
      /** The service it is for. */
      service: sourceRef.nullable(),
    }),
  ),
  payment_method: z.string(),
  notes: z.string(),
});

export const transactionEntity = z.object({
  tenant: sourceRef.nullable(),
  invoice: sourceRef.nullable(),
  at: moment.nullable(),
  currency: currencyCode,
  amount_in: minor,
  amount_out: minor,
  fees: minor,
  rate: z.string().nullable(),
  gateway: z.string(),
  reference: z.string(),
  description: z.string(),
});

export const creditEntity = z.object({
  tenant: sourceRef,
  on: calendarDate.nullable(),
  currency: currencyCode,
  amount: minor,
  description: z.string(),
});

const attachment = z.object({
  /** As the customer named it. */
  name: z.string(),
  /** As it lies in the attachments directory. */
  file: z.string(),
});

const message = z.object({
  at: moment.nullable(),
  author: z.enum(["customer", "staff"]),
  name: z.string(),
  email: z.string(),
  text: z.string(),
  attachments: z.array(attachment),
});

/** A ticket with its replies, oldest first: the first message is the opening one. */
export const ticketEntity = z.object({
  /** null: from somebody who was no client. */
  tenant: sourceRef.nullable(),
  reference: z.string(),
  department: z.string(),
  subject: z.string(),
  status: z.string().max(64),
  urgency: z.string(),
  service: sourceRef.nullable(),
  messages: z.array(message),
});

/** A file that came with a message of a ticket. */
export const attachmentEntity = attachment.extend({
  tenant: sourceRef.nullable(),
  ticket: sourceRef,
  message: sourceRef,
  /** null, both: the source has no file of it any more. */
  size: z.int().nullable(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});

/** Where a numbering stands, so that it continues here. */
export const sequenceEntity = z.object({
  name: z.enum(["invoice"]),
  next: z.int().min(1),
  /** With `{NUMBER}`, `{YEAR}`, `{MONTH}`, `{DAY}`. */
  format: z.string().max(255),
});

/** What has no place yet, verbatim and searchable. */
export const legacyEntity = z.object({
  tenant: sourceRef.nullable(),
  /** A line to be recognised by: a domain's name, an affiliate's id. */
  title: z.string().max(255),
  /** Column → text, exactly as the source has it. */
  row: z.record(z.string(), z.string().nullable()),
});

/** Every kind, in the order in which they come: what is referred to comes first. */
export const ENTITIES = {
  currencies: currencyEntity,
  users: userEntity,
  tenants: tenantEntity,
  memberships: membershipEntity,
  contacts: contactEntity,
  plans: planEntity,
  images: imageEntity,
  locations: locationEntity,
  endpoints: endpointEntity,
  servers: serverEntity,
  invoices: invoiceEntity,
  transactions: transactionEntity,
  credits: creditEntity,
  tickets: ticketEntity,
  attachments: attachmentEntity,
  sequences: sequenceEntity,
  legacy: legacyEntity,
} as const;

export type Kind = keyof typeof ENTITIES;
export type Entity<K extends Kind = Kind> = z.input<(typeof ENTITIES)[K]>;
export const KINDS: readonly Kind[] = [
  "currencies",
  "users",
  "tenants",
  "memberships",
  "contacts",
  "plans",
  "images",
  "locations",
  "endpoints",
  "servers",
  "invoices",
  "transactions",
  "credits",
  "tickets",
  "attachments",
  "sequences",
  "legacy",
];
