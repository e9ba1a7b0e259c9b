import { PLATFORM_CHAIN } from "../kernel/audit-row.ts";
import { insertIgnore } from "../kernel/database/index.ts";
import { timeLeft, whileTime } from "../kernel/deadline.ts";
import { type App, type Ctx, system, transact } from "../kernel/index.ts";
import { dashboardUrl, sendNotice } from "../notice/index.ts";
import type { AuditRow } from "./chain.ts";
import { type Finding, suspicious } from "./rules.ts";
import { settingsOf } from "./settings.ts";

const BATCH = 100;
const CHAINS = 200;

/**
 * Schedule: looks at what was sealed since the last time, and tells people of what is suspicious. A batch is looked at in
 * one transaction with its alerts and mails, so that nothing is missed; an occasion is told once. Answers the alerts made.
 */
export async function watchAudit(app: App): Promise<number> {
  const due = await app.db.kysely
    .selectFrom("audit_chains")
    .select("chain")
    .whereRef("seq", ">", "watched_seq")
    .limit(CHAINS)
    .execute();
  let alerts = 0;
  for (const { chain } of whileTime(app, due))
    for (let more = true; more && timeLeft(app); ) {
      const looked = await watchBatch(app, chain);
      alerts += looked.alerts;
      more = looked.rows === BATCH;
    }
  return alerts;
}

function watchBatch(app: App, chain: string): Promise<{ rows: number; alerts: number }> {
  return transact({ app, actor: system("schedule watch"), requestId: "schedule" }, async (ctx) => {
    const place = await ctx.db
      .selectFrom("audit_chains")
      .select("watched_seq")
      .where("chain", "=", chain)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (!place) return { rows: 0, alerts: 0 };
    const rows = await ctx.db
      .selectFrom("audit_log")
      .selectAll()
      .where("chain", "=", chain)
      .where("seq", ">", place.watched_seq)
      .orderBy("seq")
      .limit(BATCH)
      .execute();
    let alerts = 0;
    for (const row of rows) for (const finding of await suspicious(ctx, row)) alerts += await raise(ctx, row, finding);
    const last = rows.at(-1)?.seq;
    if (last) await ctx.db.updateTable("audit_chains").set({ watched_seq: last }).where("chain", "=", chain).execute();
    return { rows: rows.length, alerts };
  });
}

/** Writes the alert down and tells people, unless the occasion was told before or the tenant wants to hear none of it. */
async function raise(ctx: Ctx, row: AuditRow, finding: Finding): Promise<number> {
  const { rule, occasion, subject, text } = finding;
  const tenant = row.tenant_id ?? (await tenantOfPerson(ctx, subject));
  if ((await settingsOf(ctx, tenant ?? PLATFORM_CHAIN)).silenced_rules.includes(rule)) return 0;
  const alert = {
    id: ctx.id("alt"),
    tenant_id: tenant,
    rule,
    occasion,
    audit_id: row.id,
    subject_id: subject,
    created_at: ctx.now,
  };
  if (!(await insertIgnore(ctx.db, "audit_alerts", alert))) return 0;
  for (const to of await readersOf(ctx, tenant, subject))
    sendNotice(ctx, {
      to,
      subject: "Something to look at in your account",
      lines: [text, `It was at ${row.at.toISOString()}. If it was you, there is nothing to do.`],
      link: { label: "See what was done", url: dashboardUrl(ctx, "/audit") },
    });
  return 1;
}

async function tenantOfPerson(ctx: Ctx, person: string): Promise<string | null> {
  const row = await ctx.db
    .selectFrom("memberships")
    .select("tenant_id")
    .where("user_id", "=", person)
    .orderBy("created_at")
    .limit(1)
    .executeTakeFirst();
  return row?.tenant_id ?? null;
}

/** The person it is about, and the tenant's owners. */
async function readersOf(ctx: Ctx, tenant: string | null, subject: string): Promise<string[]> {
  const person = await ctx.db.selectFrom("users").select("email").where("id", "=", subject).execute();
  const owners = tenant
    ? await ctx.db
        .selectFrom("memberships")
        .innerJoin("users", "users.id", "memberships.user_id")
        .select("users.email")
        .where("memberships.tenant_id", "=", tenant)
        .where("memberships.role", "=", "owner")
        .execute()
    : [];
  return [...new Set([...person, ...owners].map(({ email }) => email))];
}
