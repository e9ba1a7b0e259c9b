import { z } from "zod";
import { pageInput } from "../kernel/page.ts";
import { pagination, timestamp } from "../kernel/shapes.ts";

export const OUTCOMES = ["done", "denied", "failed"] as const;

const text = (description: string, longest = 100) => z.string().min(1).max(longest).optional().describe(description);

/** What a list of entries may be narrowed to; all of it together. */
export const auditFilters = {
  resource: text("Id of a resource.", 40),
  actor: text("Id of a user, an API key, or the name of what acts by itself.", 255),
  command: text("A command, `server.create`, or all that begin alike: `server.*`."),
  outcome: z.enum(OUTCOMES).optional(),
  from: z.iso.datetime().optional().describe("Since then."),
  to: z.iso.datetime().optional().describe("Before then."),
  address: text("The address a request came from.", 45),
  request: text("Id of a request.", 40),
  q: text("Text in the command, the resource or what changed. Without `from`, the last 90 days are searched."),
};

const page = pageInput(["created:desc", "created:asc"], "created:desc");

export const auditInput = z.strictObject({ ...page, ...auditFilters });
export const operatorAuditInput = z.strictObject({
  ...page,
  ...auditFilters,
  tenant: text("Id of a tenant; `platform`: what belongs to none.", 40),
});
export type AuditFilters = Omit<z.output<typeof operatorAuditInput>, "limit" | "cursor" | "sort">;

export const auditShape = z
  .object({
    id: z.string(),
    at: timestamp,
    tenant: z.string().nullable().describe("Id of the tenant; null: the platform's."),
    actor: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
    support: z
      .object({ operator: z.string().nullable(), reason: z.string() })
      .nullable()
      .describe("Our staff acted in the actor's place, for this reason. Who it was is for operators."),
    command: z.string().meta({ example: "server.create" }),
    outcome: z.enum(OUTCOMES),
    resource: z.object({ type: z.string(), id: z.string() }).nullable(),
    changes: z
      .record(z.string(), z.unknown())
      .describe(
        "By field: a value, or `{before, after}`. `[masked]` stands for a secret, `[erased]` for a person's value.",
      ),
    request_id: z.string(),
    address: z.string().nullable().describe("Where the request came from; `[erased]` once the person was erased."),
    user_agent: z.string().nullable(),
    country: z.string().nullable(),
    seq: z.number().int().nullable().describe("Place in the tenant's chain; null for up to a minute."),
    hash: z.string().nullable(),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.output<typeof auditShape>;
export const auditList = z.object({ entries: z.array(auditShape), meta: pagination });

export const auditStreamInput = z.strictObject({
  after: z.coerce.number().int().min(0).default(0).describe("`next` of the answer before; 0 begins with the first."),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const auditStream = z.object({
  entries: z.array(auditShape.extend({ previous_hash: z.string() }).meta({ id: "SealedAuditEntry" })),
  next: z.number().int().describe("Ask with it as `after`, at once when entries came, else in a minute."),
});

export const exportInput = z.strictObject({
  ...auditFilters,
  format: z.enum(["csv", "json"]).default("csv"),
  cursor: page.cursor,
  limit: z.coerce.number().int().min(1).max(5000).default(5000),
});

export const integrityInput = z.strictObject({
  from: z.coerce.number().int().min(1).default(1).describe("Sequence to begin with."),
});
export const operatorIntegrityInput = integrityInput.extend({
  tenant: z.string().min(1).max(40).describe("Id of a tenant, or `platform`."),
});
export const integrityAnswer = z.object({
  integrity: z
    .object({
      chain: z.string(),
      head: z.number().int().describe("Sequence of the last sealed entry."),
      sealed_at: timestamp.nullable(),
      unsealed: z.number().int().describe("Entries that wait to be sealed."),
      anchored: z.number().int().nullable().describe("Sequence that the newest anchor vouches for."),
      rows: z.number().int().describe("Entries looked at."),
      next: z.number().int().nullable().describe("Ask with it as `from` to go on; null: looked at to the end."),
      problems: z.array(
        z.object({
          kind: z.enum(["changed", "swapped", "missing", "inserted", "truncated", "rewritten", "forged"]),
          seq: z.number().int(),
          id: z.string().nullable(),
          detail: z.string(),
        }),
      ),
    })
    .meta({ id: "AuditIntegrity" }),
});

/** What the rules that look for suspicious activity are called. */
export const RULES = [
  "new_country",
  "new_device",
  "many_failures",
  "key_two_places",
  "mass_deletion",
  "escalation",
] as const;
export type Rule = (typeof RULES)[number];

export const LEAST_RETENTION_DAYS = 90;
export const alertInput = z.strictObject({ limit: page.limit, cursor: page.cursor });
export const alertList = z.object({
  alerts: z.array(
    z
      .object({
        id: z.string(),
        at: timestamp,
        tenant: z.string().nullable(),
        rule: z.enum(RULES),
        subject: z.string().describe("The person or key it is about."),
        entry: z.string().describe("The audit entry that made the rule speak."),
      })
      .meta({ id: "AuditAlert" }),
  ),
  meta: pagination,
});

const silenced = z.array(z.enum(RULES)).max(RULES.length).describe("Rules that warn nobody.");
const days = (least: number) => z.number().int().min(least).max(3650).describe("Days for which entries are kept.");

export const settingsShape = z
  .object({ retention_days: z.number().int(), silenced_rules: z.array(z.enum(RULES)) })
  .meta({ id: "AuditSettings" });
export const settingsAnswer = z.object({ settings: settingsShape });
export const settingsInput = z.strictObject({
  retention_days: days(LEAST_RETENTION_DAYS).optional(),
  silenced_rules: silenced.optional(),
});
export const operatorSettingsInput = z.strictObject({
  id: z.string().min(1).max(40).describe("Id of a tenant, or `platform`."),
  retention_days: days(1).optional(),
  silenced_rules: silenced.optional(),
});
