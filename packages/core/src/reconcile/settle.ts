import type { Selectable } from "kysely";
import { jsonIn, jsonOut, upsert } from "../kernel/database/index.ts";
import type { Ctx } from "../kernel/index.ts";
import { type Discrepancy, liveKey } from "./discrepancy.ts";
import { FINDINGS, type FindingCode } from "./state.ts";
import type { FindingTable } from "./tables.ts";

export type FindingRow = Selectable<FindingTable>;

/** Seen so often, with no action in between, it is true. */
const SIGHTINGS = 2;

/**
 * Takes one comparison into the findings: what is new waits for a second look, what is seen again opens, what is not seen
 * any more closes by itself. @param undecided servers that actions changed meanwhile: nothing is learned about them
 * @param codes only findings of these are touched
 * @returns findings that are open now
 */
export async function settle(
  ctx: Ctx,
  round: {
    endpoint: string;
    at: Date;
    seen: Discrepancy[];
    undecided: ReadonlySet<string>;
    codes: (code: FindingCode) => boolean;
  },
): Promise<FindingRow[]> {
  const known = await ctx.db
    .selectFrom("findings")
    .selectAll()
    .where("endpoint_id", "=", round.endpoint)
    .where("status", "in", ["pending", "open", "muted"])
    .forUpdate()
    .execute();
  const live = new Map(known.filter((row) => round.codes(row.code)).map((row) => [row.live_key, row]));
  const changed: FindingRow[] = [];
  for (const one of round.seen) {
    const row = live.get(liveKey(one));
    live.delete(liveKey(one));
    if (one.server && round.undecided.has(one.server)) continue;
    changed.push(row ? again(ctx, row, one, round.at) : first(ctx, one, round));
  }
  for (const row of live.values()) {
    const server = serverOf(row);
    if (server && round.undecided.has(server)) continue;
    changed.push(closed(ctx, row, "Not seen any more."));
  }
  await write(ctx, changed);
  return changed.filter((row) => row.status === "open");
}

const serverOf = (row: FindingRow): string | null => {
  if (row.subject_type === "server") return row.subject_id;
  const { server } = jsonOut(row.evidence).about;
  return typeof server === "string" ? server : null;
};

function first(ctx: Ctx, one: Discrepancy, { endpoint, at }: { endpoint: string; at: Date }): FindingRow {
  return {
    id: ctx.id("fnd"),
    code: one.code,
    severity: FINDINGS[one.code].severity,
    status: "pending",
    endpoint_id: endpoint,
    subject_type: one.subject.type,
    subject_id: one.subject.id,
    live_key: liveKey(one),
    evidence: JSON.stringify(one.evidence),
    sightings: 1,
    first_seen: at,
    last_seen: at,
    opened_at: null,
    closed_at: null,
    resolution: null,
    muted_reason: null,
    muted_by: null,
  };
}

function again(ctx: Ctx, row: FindingRow, one: Discrepancy, at: Date): FindingRow {
  const sightings = row.sightings + 1;
  const seen = { ...row, evidence: JSON.stringify(one.evidence), sightings, last_seen: at };
  if (row.status !== "pending" || sightings < SIGHTINGS) return seen;
  const about = { finding: row.id, code: row.code, severity: row.severity, subject: row.subject_id };
  if (row.severity === "critical") ctx.log.error("a critical finding has opened", about);
  else ctx.log.warn("a finding has opened", about);
  ctx.send({ topic: "event", type: "finding.opened", tenant: null, payload: about });
  return { ...seen, status: "open", opened_at: ctx.now };
}

/** The end of a finding, and why. */
export function closed(ctx: Ctx, row: FindingRow, resolution: string): FindingRow {
  if (row.status !== "pending")
    ctx.send({
      topic: "event",
      type: "finding.closed",
      tenant: null,
      payload: { finding: row.id, code: row.code, subject: row.subject_id, resolution },
    });
  return { ...row, status: "closed", live_key: null, closed_at: ctx.now, resolution };
}

/** In one statement: the Data API takes 4 MiB. */
const ROWS = 500;

export async function write(ctx: Ctx, rows: FindingRow[]): Promise<void> {
  // Those that turned out to be nothing leave no trace.
  const nothing = rows.filter((row) => row.status === "closed" && row.opened_at === null && row.sightings < SIGHTINGS);
  const kept = rows.filter((row) => !nothing.includes(row));
  if (nothing.length > 0)
    await ctx.db
      .deleteFrom("findings")
      .where(
        "id",
        "in",
        nothing.map((row) => row.id),
      )
      .execute();
  for (let from = 0; from < kept.length; from += ROWS)
    await upsert(
      ctx.db,
      "findings",
      kept.slice(from, from + ROWS).map((row) => ({ ...row, evidence: jsonIn(jsonOut(row.evidence)) })),
      {
        keys: ["id"],
        update: ["status", "live_key", "evidence", "sightings", "last_seen", "opened_at", "closed_at", "resolution"],
      },
    );
}
