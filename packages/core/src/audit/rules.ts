import { createHash } from "node:crypto";
import type { Ctx } from "../kernel/index.ts";
import type { AuditRow } from "./chain.ts";
import { keysOfRows, originOf } from "./lookup.ts";
import type { Rule } from "./schema.ts";

/** Something that somebody should look at: told once for each `occasion`, however often it is looked for. */
export interface Finding {
  rule: Rule;
  occasion: string;
  /** The person or key it is about. */
  subject: string;
  /** One sentence, without addresses: it goes into mails. */
  text: string;
}

const MINUTE = 60_000;
const WINDOW_MS = 15 * MINUTE;
const FAILURES = 5;
const DELETIONS = 5;
const KEY_WINDOW_MS = 10 * MINUTE;
/** Sign-ins to compare with. */
const EARLIER = 100;

const DELETES = ["server.delete", "server.schedule_deletion", "backup.delete", "snapshot.delete"];
/** Commands that let somebody in, as their rows are named. */
export const SIGN_INS: readonly string[] = ["auth.login", "auth.factor", "auth.passkey", "auth.oidc"];
const GRANTS = /^(role\.(create|update)|member(ship)?\.|invitation\.|operator\.(role|account)|account\.create)/;
const POWERFUL = /"(owner|admin)"|"(tenant|role|member|key):manage"|"operator:/;

const hourOf = (at: Date): string => at.toISOString().slice(0, 13);
const before = (at: Date, ms: number): Date => new Date(at.getTime() - ms);

/** What is suspicious about one sealed row, in the light of those before it. */
export async function suspicious(ctx: Ctx, row: AuditRow): Promise<Finding[]> {
  if (SIGN_INS.includes(row.command)) return row.outcome === "done" ? newPlaces(ctx, row) : failures(ctx, row);
  if (row.outcome !== "done") return [];
  const findings: Finding[] = [];
  if (row.actor_type === "key") findings.push(...(await twoPlaces(ctx, row)));
  if (DELETES.includes(row.command)) findings.push(...(await massDeletion(ctx, row)));
  if (GRANTS.test(row.command) && POWERFUL.test(gained(row.changes)))
    findings.push({
      rule: "escalation",
      occasion: row.id,
      subject: row.resource_id ?? row.actor_id,
      text: "Somebody was given rights of an owner, an admin, or to manage people and keys.",
    });
  return findings;
}

/** What the changes leave somebody with: what they had before is none of it. */
const gained = (changes: unknown): string => {
  const all: unknown = typeof changes === "string" ? JSON.parse(changes) : changes;
  return JSON.stringify(all, (name, value) => (name === "before" || name === "from" ? undefined : value)) ?? "";
};

/** A browser or program without its versions: an update is no new device. */
const deviceOf = (userAgent: string): string =>
  createHash("sha256")
    .update(userAgent.replaceAll(/[\d.]+/g, ""))
    .digest("hex");

async function newPlaces(ctx: Ctx, row: AuditRow): Promise<Finding[]> {
  const person = row.person_id;
  if (!person?.startsWith("usr_")) return [];
  const earlier = await ctx.db
    .selectFrom("audit_log")
    .selectAll()
    .where("person_id", "=", person)
    .where("command", "in", SIGN_INS)
    .where("outcome", "=", "done")
    .where("id", "<", row.id)
    .orderBy("id", "desc")
    .limit(EARLIER)
    .execute();
  // The first sign-in is from somewhere new by nature.
  if (earlier.length === 0) return [];
  const keys = await keysOfRows(ctx.app, [row, ...earlier]);
  const origins = [row, ...earlier].map((one) => originOf(ctx.app, keys, one));
  const [now, ...known] = origins.map((origin) => (origin === "erased" ? null : origin));
  const findings: Finding[] = [];
  if (now?.country && known.some((one) => one?.country) && !known.some((one) => one?.country === now.country))
    findings.push({
      rule: "new_country",
      occasion: `${person}:${now.country}`,
      subject: person,
      text: `Somebody signed in from a country (${now.country}) from which this account was not used before.`,
    });
  const device = now?.userAgent && deviceOf(now.userAgent);
  if (device && !known.some((one) => one?.userAgent && deviceOf(one.userAgent) === device))
    findings.push({
      rule: "new_device",
      occasion: `${person}:${device}`,
      subject: person,
      text: "Somebody signed in with a browser or program that this account was not used with before.",
    });
  return findings;
}

async function failures(ctx: Ctx, row: AuditRow): Promise<Finding[]> {
  const account = row.resource_id;
  if (!account?.startsWith("usr_")) return [];
  const count = await counted(ctx, row, WINDOW_MS, (rows) =>
    rows.where("resource_id", "=", account).where("command", "in", SIGN_INS).where("outcome", "=", "denied"),
  );
  if (count < FAILURES) return [];
  const text = `There were ${FAILURES} or more failed sign-ins to this account within 15 minutes.`;
  return [{ rule: "many_failures", occasion: `${account}:${hourOf(row.at)}`, subject: account, text }];
}

async function twoPlaces(ctx: Ctx, row: AuditRow): Promise<Finding[]> {
  const address = row.address_index;
  if (!address) return [];
  const count = await counted(ctx, row, KEY_WINDOW_MS, (rows) =>
    rows.where("actor_id", "=", row.actor_id).where("address_index", "!=", address),
  );
  if (count === 0) return [];
  const text = "An API key was used from two places within ten minutes. If that is not your doing, revoke it.";
  return [{ rule: "key_two_places", occasion: `${row.actor_id}:${hourOf(row.at)}`, subject: row.actor_id, text }];
}

async function massDeletion(ctx: Ctx, row: AuditRow): Promise<Finding[]> {
  const count = await counted(ctx, row, WINDOW_MS, (rows) =>
    rows.where("actor_id", "=", row.actor_id).where("command", "in", DELETES).where("outcome", "=", "done"),
  );
  if (count < DELETIONS) return [];
  const text = `Somebody deleted ${DELETIONS} or more servers, snapshots or backups within 15 minutes.`;
  return [{ rule: "mass_deletion", occasion: `${row.actor_id}:${hourOf(row.at)}`, subject: row.actor_id, text }];
}

const window = (ctx: Ctx, row: AuditRow, ms: number) =>
  ctx.db
    .selectFrom("audit_log")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("chain", "=", row.chain)
    .where("seq", "<=", row.seq)
    .where("at", ">", before(row.at, ms));
type Window = ReturnType<typeof window>;

async function counted(ctx: Ctx, row: AuditRow, ms: number, which: (rows: Window) => Window): Promise<number> {
  return Number((await which(window(ctx, row, ms)).executeTakeFirst())?.count ?? 0);
}
