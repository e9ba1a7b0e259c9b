import { strangersOf } from "../kernel/audit-row.ts";
import { timeLeft, whileTime } from "../kernel/deadline.ts";
import { type App, type Ctx, system, transact } from "../kernel/index.ts";
import { leaveCheckpoint } from "./checkpoints.ts";
import { destroyPersonKeys } from "./person-keys.ts";

const DAY = 24 * 3600 * 1000;
/** Rows that go at once. */
const BATCH = 1000;

/**
 * Schedule: rows older than their tenant keeps them go, from the beginning of the chain, and leave a signed checkpoint
 * for verify to pass over. Nothing goes without a key to sign it. Answers how many rows went.
 */
export async function expireAudit(app: App): Promise<number> {
  if (!app.config.HOSTWRIGHT_AUDIT_KEYS.some((key) => "d" in key)) return 0;
  const chains = await app.db.kysely
    .selectFrom("audit_chains")
    .leftJoin("audit_settings", "audit_settings.chain", "audit_chains.chain")
    .select((eb) => [
      "audit_chains.chain",
      "retention_days",
      eb
        .selectFrom("audit_checkpoints")
        .select((checkpoint) => checkpoint.fn.max("at").as("at"))
        .whereRef("audit_checkpoints.chain", "=", "audit_chains.chain")
        .as("last_at"),
    ])
    .execute();
  // Once a day is enough, and leaves a checkpoint a day.
  const today = app.clock.now().getTime() - DAY;
  let gone = 0;
  for (const { chain, retention_days, last_at } of whileTime(app, chains)) {
    if (last_at && last_at.getTime() > today) continue;
    const days = retention_days ?? app.config.HOSTWRIGHT_AUDIT_RETENTION_DAYS;
    for (let done = BATCH; done === BATCH && timeLeft(app); gone += done) done = await expireBatch(app, chain, days);
  }
  await forgetStrangers(app);
  return gone;
}

function expireBatch(app: App, chain: string, days: number): Promise<number> {
  return transact({ app, actor: system("schedule audit"), requestId: "schedule" }, async (ctx) => {
    const before = new Date(ctx.now.getTime() - days * DAY);
    // The sealer writes at the other end; who else expires this chain waits here, and finds nothing left.
    await ctx.db.selectFrom("audit_chains").select("chain").where("chain", "=", chain).forUpdate().execute();
    const rows = await oldest(ctx, chain);
    const kept = rows.findIndex((row) => row.at >= before);
    const expired = kept < 0 ? rows : rows.slice(0, kept);
    const [first] = expired;
    const last = expired.at(-1);
    if (!first?.seq || !last?.seq || !last.hash) return 0;
    await leaveCheckpoint(ctx, {
      chain,
      first_seq: first.seq,
      last_seq: last.seq,
      last_hash: last.hash,
      entries: expired.length,
      reason: `retention of ${days} days`,
      at: ctx.now,
    });
    await ctx.db
      .deleteFrom("audit_log")
      .where("chain", "=", chain)
      .where("seq", ">=", first.seq)
      .where("seq", "<=", last.seq)
      .execute();
    return expired.length;
  });
}

const oldest = (ctx: Ctx, chain: string) =>
  ctx.db
    .selectFrom("audit_log")
    .select(["seq", "hash", "at"])
    .where("chain", "=", chain)
    .where("seq", "is not", null)
    .orderBy("seq")
    .limit(BATCH)
    .execute();

/** Months for which the addresses of those who never signed in are kept. */
const STRANGERS_KEPT_DAYS = 90;

/** Where a stranger's request came from is known for a while, whatever the tenants keep. */
async function forgetStrangers(app: App): Promise<void> {
  const now = app.clock.now();
  const oldest = strangersOf(new Date(now.getTime() - STRANGERS_KEPT_DAYS * DAY));
  const old = await app.db.kysely
    .selectFrom("person_keys")
    .select("person_id")
    .where("person_id", "like", "strangers-%")
    .where("person_id", "<", oldest)
    .where("destroyed_at", "is", null)
    .execute();
  const strangers = old.map(({ person_id }) => person_id);
  await destroyPersonKeys(app.db.kysely, strangers, now);
}
