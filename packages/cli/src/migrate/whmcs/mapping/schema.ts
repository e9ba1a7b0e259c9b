import { BILLING_CYCLES } from "@hostwright/core/migration";
import { z } from "zod";

/**
 * The mapping file: what a company decides about its own WHMCS, where its rows do not say it themselves. Every key is
 * optional; what is not decided and not certain is set aside (docs/migrate/mapping.md).
 */
const id = z.string().regex(/^\d+$/, "an id of the source: a whole number");
const rowKey = z.string().regex(/^\w+:\d+$/, "a row is written as table:id");
const cellKey = z.string().regex(/^\w+:\d+\.\w+$/, "a cell is written as table:id.column");
const catalogName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,38}$/, "lower-case letters, digits, dots, hyphens; at most 39");
const unit = z.enum(["KB", "MB", "GB", "TB", "core"]);
const asWritten = z.record(z.string(), z.union([z.int(), z.string(), z.null()]));
const bound = z.strictObject({ existing: catalogName });

export const MEANINGS = [
  "cores",
  "memory_mb",
  "disk_gb",
  "image",
  "location",
  "hostname",
  "addresses",
  "vmid",
] as const;
export type Meaning = (typeof MEANINGS)[number];
/** Of numbers; a value is read with a unit. */
export const SIZES = ["cores", "memory_mb", "disk_gb"] as const;
export type Size = (typeof SIZES)[number];

/** How a value is read. */
const reading = {
  /** What a number without a unit counts. */
  unit: unit.optional(),
  /** What one of a quantity is, in `unit`. */
  multiplier: z.int().min(1).optional(),
  /** By the text as written (raw, shown or internal): the result in the target's own unit; null: says nothing. */
  values: asWritten.optional(),
};

const from = z
  .string()
  .regex(/^(option|field):\d+$|^none$/, "option:<id>, field:<id> or none")
  .describe("Which of several counts; `none`: the fixed value alone.");

/** What a product's services say of one thing, and what the product itself gives. */
export const specRule = z.union([
  z.int().min(0),
  z.string(),
  z.strictObject({
    from: from.optional(),
    /** What the product gives where nothing is chosen. */
    fixed: z.union([z.int().min(0), z.string()]).optional(),
    /** Chosen amounts add to the fixed one instead of replacing it. */
    add: z.boolean().optional(),
    ...reading,
  }),
]);
export type SpecRule = z.output<typeof specRule>;

const productRule = z.strictObject({
  as: z.enum(["server", "legacy"]).optional(),
  plan: z.union([bound, z.strictObject({ name: catalogName, title: z.string().max(100).optional() })]).optional(),
  cores: specRule.optional(),
  memory_mb: specRule.optional(),
  disk_gb: specRule.optional(),
  image: specRule.optional(),
  location: specRule.optional(),
  hostname: specRule.optional(),
  addresses: specRule.optional(),
  vmid: specRule.optional(),
});

/** An option or a field: what it stands for wherever it appears. For options also by sub-option id. */
const sourceRule = z
  .object({ is: z.enum([...MEANINGS, "nothing"]).optional(), add: z.boolean().optional(), ...reading })
  .catchall(z.union([z.int(), z.string(), z.null()]));
const fieldRule = z.strictObject({
  is: z.enum([...MEANINGS, "nothing"]).optional(),
  add: z.boolean().optional(),
  ...reading,
});
export type SourceRule = z.output<typeof fieldRule>;

const addonRule = z.union([
  z.literal("nothing"),
  z.strictObject({
    cores: z.int().min(0).optional(),
    memory_mb: z.int().min(0).optional(),
    disk_gb: z.int().min(0).optional(),
  }),
]);

const catalogEntry = z.union([catalogName, bound]);

export const mappingSchema = z.strictObject({
  version: z.literal(1),
  /** IANA name of the time zone that WHMCS's times are written in. */
  timezone: z.string().optional(),
  products: z.record(id, productRule).default({}),
  options: z.record(id, sourceRule).default({}),
  fields: z.record(id, fieldRule).default({}),
  /** Options and fields by name, in any case: one entry for a field that repeats with every product. */
  names: z.record(z.string(), fieldRule).default({}),
  addons: z.record(id, addonRule).default({}),
  images: z.record(z.string(), z.union([catalogEntry, z.null()])).default({}),
  locations: z.record(z.string(), z.union([catalogEntry, z.null()])).default({}),
  endpoints: z
    .record(
      id,
      z.union([bound, z.strictObject({ endpoint: catalogName.optional(), location: catalogName.optional() })]),
    )
    .default({}),
  currencies: z.record(id, z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code")).default({}),
  cycles: z.record(z.string(), z.enum(BILLING_CYCLES)).default({}),
  statuses: z
    .record(z.string(), z.enum(["pending", "active", "suspended", "terminated", "cancelled", "fraud", "completed"]))
    .default({}),
  holds: z.record(id, z.enum(["billing", "abuse", "legal", "operator"])).default({}),
  users: z
    .record(
      z.string().regex(/^(contact:)?\d+$/, "an id, or contact:<id>"),
      z.union([
        z.strictObject({ email: z.email() }),
        z.strictObject({ same_as: z.string().regex(/^(contact:)?\d+$/, "an id, or contact:<id>") }),
      ]),
    )
    .default({}),
  hostnames: z.record(z.union([id, z.literal("damaged")]), z.string()).default({}),
  adopt: z
    .record(id, z.union([z.literal("none"), z.strictObject({ vmid: z.int().min(100), node: z.string().optional() })]))
    .default({}),
  assign: z.record(rowKey, z.strictObject({ tenant: z.int().min(1) })).default({}),
  dates: z.record(cellKey, z.union([z.iso.date(), z.null()])).default({}),
  amounts: z.record(cellKey, z.string().regex(/^-?\d+(\.\d+)?$/, "a decimal number in quotes")).default({}),
  invoices: z
    .record(
      id,
      z.strictObject({
        number: z.string().max(255).optional(),
        /** Where its snapshot of the buyer is damaged: the client's of today; where it has several: the first. */
        buyer: z.enum(["today", "first_snapshot"]).optional(),
      }),
    )
    .default({}),
  /** Attachments whose file is nowhere: set aside, or brought as a name alone. */
  attachments: z.strictObject({ missing: z.literal("note").optional() }).default({}),
  snapshots: z.strictObject({ damaged: z.literal("today").optional() }).default({}),
  text: z.object({ repair_mojibake: z.boolean().optional() }).catchall(z.string()).default({}),
  orphans: z.enum(["legacy", "set_aside"]).default("set_aside"),
  existing: z.strictObject({ users: z.literal("link").optional() }).default({}),
  /** What becomes of tables that have no place here: `leave` them out, or keep them as legacy records. */
  tables: z.record(z.string(), z.enum(["legacy", "leave"])).default({}),
});
export type Mapping = z.output<typeof mappingSchema>;

export const EMPTY_MAPPING: Mapping = mappingSchema.parse({ version: 1 });
