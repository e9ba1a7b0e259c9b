import { z } from "zod";
import { PLATFORM_CHAIN } from "../kernel/audit-row.ts";
import { jsonIn, jsonOut, upsert } from "../kernel/database/index.ts";
import { type Ctx, command, isId, notFound, query, tenantOf } from "../kernel/index.ts";
import { operatorSettingsInput, RULES, type Rule, settingsInput } from "./schema.ts";

interface Settings {
  retention_days: number;
  silenced_rules: Rule[];
}

const rules = z.array(z.enum(RULES));

/** How long a chain's rows are kept, and which rules are silent there. */
export async function settingsOf(ctx: Ctx, chain: string): Promise<Settings> {
  const row = await ctx.db
    .selectFrom("audit_settings")
    .select(["retention_days", "silenced_rules"])
    .where("chain", "=", chain)
    .executeTakeFirst();
  if (!row) return { retention_days: ctx.app.config.HOSTWRIGHT_AUDIT_RETENTION_DAYS, silenced_rules: [] };
  return { retention_days: row.retention_days, silenced_rules: rules.parse(jsonOut(row.silenced_rules)) };
}

async function change(ctx: Ctx, chain: string, wanted: Partial<Settings>): Promise<Settings> {
  const before = await settingsOf(ctx, chain);
  const after = {
    retention_days: wanted.retention_days ?? before.retention_days,
    silenced_rules: wanted.silenced_rules ?? before.silenced_rules,
  };
  const row = {
    chain,
    retention_days: after.retention_days,
    silenced_rules: jsonIn<string[]>(after.silenced_rules),
    updated_at: ctx.now,
  };
  await upsert(ctx.db, "audit_settings", row, {
    keys: ["chain"],
    update: ["retention_days", "silenced_rules", "updated_at"],
  });
  ctx.audit({
    tenant: chain === PLATFORM_CHAIN ? null : chain,
    resource: { type: "audit_settings", id: chain },
    changes: {
      retention_days: { before: before.retention_days, after: after.retention_days },
      silenced_rules: { before: before.silenced_rules, after: after.silenced_rules },
    },
  });
  return after;
}

export const getAuditSettings = query({
  name: "audit.settings.get",
  permission: "audit:read",
  input: z.strictObject({}),
  run: async (ctx) => ({ settings: await settingsOf(ctx, tenantOf(ctx)) }),
});

/** Never below the 90 days that were once promised to everybody. */
export const setAuditSettings = command({
  name: "audit.settings.set",
  permission: "audit:manage",
  input: settingsInput,
  run: async (ctx, { retention_days, silenced_rules }) => ({
    settings: await change(ctx, tenantOf(ctx), {
      ...(retention_days === undefined ? {} : { retention_days }),
      ...(silenced_rules === undefined ? {} : { silenced_rules }),
    }),
  }),
});

/** An operator may say less, where a contract or a law wants it. */
export const setAuditSettingsAsOperator = command({
  name: "operator.audit.settings.set",
  permission: "operator:audit",
  input: operatorSettingsInput,
  async run(ctx, { id, retention_days, silenced_rules }) {
    if (id !== PLATFORM_CHAIN) {
      const known =
        isId("ten", id) && (await ctx.db.selectFrom("tenants").select("id").where("id", "=", id).executeTakeFirst());
      if (!known) throw notFound("tenant");
    }
    const wanted = {
      ...(retention_days === undefined ? {} : { retention_days }),
      ...(silenced_rules === undefined ? {} : { silenced_rules }),
    };
    return { settings: await change(ctx, id, wanted) };
  },
});
