import { type App, type Ctx, type Id, type Rate, rateOf } from "../kernel/index.ts";

/** A changed rate counts within a minute: asking each time would cost a round trip for each request. */
const KEPT_MS = 60_000;
const MOST = 10_000;

interface Known {
  perMinute: number;
  until: number;
}
const byApp = new WeakMap<App["db"], Map<string, Known>>();

/** As `requestsPerMinute`, up to a minute old. */
async function kept(app: App, tenant: string): Promise<number> {
  const known = byApp.get(app.db) ?? new Map<string, Known>();
  byApp.set(app.db, known);
  const now = app.clock.now().getTime();
  const latest = known.get(tenant);
  if (latest && latest.until > now) return latest.perMinute;
  const perMinute = await requestsPerMinute({ app, db: app.db.kysely }, tenant);
  if (known.size >= MOST) known.clear();
  known.set(tenant, { perMinute, until: now + KEPT_MS });
  return perMinute;
}

export const forgetRate = (app: App, tenant: string): void => void byApp.get(app.db)?.delete(tenant);

/** Requests a minute of a tenant: what operators have set, else the most that its plans give, else the platform's. */
export async function requestsPerMinute({ app, db }: Pick<Ctx, "app" | "db">, tenant: string): Promise<number> {
  const { limit, seconds } = app.config.HOSTWRIGHT_LIMIT_REQUESTS;
  const platform = Math.round((limit * 60) / seconds);
  const row = await db
    .selectFrom("tenants")
    .leftJoin("tenant_quotas", "tenant_quotas.tenant_id", "tenants.id")
    .select((eb) => [
      "tenant_quotas.requests_per_minute as set",
      eb
        .selectFrom("servers")
        .innerJoin("plans", "plans.id", "servers.plan_id")
        .select((plan) => plan.fn.max("plans.requests_per_minute").as("most"))
        .whereRef("servers.tenant_id", "=", "tenants.id")
        .where("servers.status", "not in", ["failed", "deleted"])
        .as("given"),
    ])
    .where("tenants.id", "=", tenant)
    .executeTakeFirst();
  return row?.set ?? Math.max(platform, Number(row?.given ?? 0));
}

/** The rate of a tenant, and of each of its users and keys. */
export async function requestRate(app: App, tenant: Id<"ten">): Promise<Rate> {
  const general = app.config.HOSTWRIGHT_LIMIT_REQUESTS;
  const perMinute = await kept(app, tenant);
  const limit = Math.max(1, Math.round((perMinute * general.seconds) / 60));
  return limit === general.limit ? general : rateOf(limit, general);
}
