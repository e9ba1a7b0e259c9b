import { createHmac } from "node:crypto";
import { insertIgnore } from "../kernel/database/index.ts";
import { AppError, type Ctx } from "../kernel/index.ts";
import { isKnown, placeOf } from "./known-device.ts";

const MINUTE_MS = 60_000;
/** Failures are forgotten that long after the last. */
const LAPSE_MS = 60 * MINUTE_MS;
const LONGEST_MS = 15 * MINUTE_MS;
/** Failures of one device or place before it has to wait; everybody mistypes. */
const FREE = 2;
/** Failures of all strangers together before every stranger has to wait. */
const FREE_OF_STRANGERS = 20;
/** The one count of an account where it locks for all. */
const EVERYBODY = "everybody";

/** A second after the first failure too many, then twice as long each time, up to a quarter of an hour. */
export function delayAfter(failures: number, free: number): number {
  return failures <= free ? 0 : Math.min(LONGEST_MS, 1000 * 2 ** Math.min(failures - free - 1, 20));
}

interface Counter {
  id: string;
  failures: number;
  failed_at: Date;
  blocked_until: Date | null;
}

/** An attempt that counts as failed until it is settled. */
export interface Attempt {
  /** What was counted, as it stood before. */
  counters: Counter[];
}

/**
 * Counts an attempt at an account before anything is verified, or refuses it with the time to wait. Each device or
 * place has its own count, so that strangers who guess cannot lock the owner out; all strangers together have one
 * more, which devices and places the owner is known by are not subject to. Accounts that do not exist count alike.
 */
export async function beginAttempt(
  ctx: Ctx,
  { email, user, device }: { email: string; user: string | undefined; device: string | undefined },
): Promise<Attempt | AppError> {
  const known = await isKnown(ctx, user ?? "nobody", device);
  const hardAfter = ctx.app.config.HOSTWRIGHT_SIGN_IN_LOCK_AFTER;
  // A device not known is no better than its place: a new one each time would be a new count each time.
  const source = device && known === "device" ? `device ${device}` : `place ${placeOf(ctx)}`;
  const counted = [await count(ctx, email, source, (failures) => delayAfter(failures, FREE))];
  if (hardAfter > 0)
    counted.push(await count(ctx, email, EVERYBODY, (failures) => (failures < hardAfter ? 0 : LONGEST_MS)));
  else if (!known)
    counted.push(await count(ctx, email, "strangers", (failures) => delayAfter(failures, FREE_OF_STRANGERS)));
  const waits = counted.flatMap((one) => ("wait" in one ? [one.wait] : []));
  const attempt = { counters: counted.flatMap((one) => ("wait" in one ? [] : [one])) };
  if (waits.length === 0) return attempt;
  await withdraw(ctx, attempt);
  return new AppError("rate_limit_exceeded", "too many failed attempts; wait, then try again", undefined, {
    retryAfter: Math.ceil(Math.max(...waits) / 1000),
  });
}

/** The attempt succeeded: its device or place starts afresh, and the account where it would lock. */
export async function settle(ctx: Ctx, attempt: Attempt): Promise<void> {
  const [own, ...others] = attempt.counters;
  const locks = ctx.app.config.HOSTWRIGHT_SIGN_IN_LOCK_AFTER > 0;
  if (own) await put(ctx, afresh(own));
  for (const one of others) await put(ctx, locks ? afresh(one) : one);
}

const afresh = (counter: Counter): Counter => ({ ...counter, failures: 0, blocked_until: null });

/** The attempt neither failed nor succeeded (yet): everything stands as before. */
export async function withdraw(ctx: Ctx, { counters }: Attempt): Promise<void> {
  for (const one of counters) await put(ctx, one);
}

/** One count more, its row locked to the end of the transaction; or the milliseconds to wait. */
async function count(
  ctx: Ctx,
  email: string,
  source: string,
  delay: (failures: number) => number,
): Promise<Counter | { wait: number }> {
  const id = createHmac("sha256", ctx.app.config.HOSTWRIGHT_SEAL_KEY).update(`${email}\n${source}`).digest("hex");
  await insertIgnore(ctx.db, "sign_in_attempts", { id, failures: 0, failed_at: ctx.now, blocked_until: null });
  const row = await ctx.db
    .selectFrom("sign_in_attempts")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (row.blocked_until && row.blocked_until > ctx.now)
    return { wait: row.blocked_until.getTime() - ctx.now.getTime() };
  const lapsed = ctx.now.getTime() - row.failed_at.getTime() > LAPSE_MS;
  // A lock that has run out begins a new count: else one mistake would lock again.
  const unlocked = source === EVERYBODY && row.blocked_until !== null;
  const before = lapsed || unlocked ? afresh(row) : row;
  const failures = before.failures + 1;
  const wait = delay(failures);
  await put(ctx, {
    id,
    failures,
    failed_at: ctx.now,
    blocked_until: wait > 0 ? new Date(ctx.now.getTime() + wait) : null,
  });
  return before;
}

async function put(ctx: Ctx, { id, ...values }: Counter): Promise<void> {
  await ctx.db.updateTable("sign_in_attempts").set(values).where("id", "=", id).execute();
}
