import type { z } from "zod";
import { jsonOut } from "../kernel/database/index.ts";
import { type Ctx, decodeCursor, notFound, pageMeta, query, toPage } from "../kernel/index.ts";
import { findingListInput, findingRef, type findingShape } from "./schema.ts";
import type { FindingRow } from "./settle.ts";
import { decisionRefused, FINDINGS } from "./state.ts";

export const listFindings = query({
  name: "operator.finding.list",
  permission: "operator:read",
  input: findingListInput,
  async run(ctx, { limit, cursor, sort, status, severity, code, endpoint, subject }) {
    const direction = sort === "created:desc" ? "desc" : "asc";
    const after = decodeCursor(cursor);
    let rows = withEndpoint(ctx)
      .orderBy("findings.id", direction)
      .limit(limit + 1);
    rows = status ? rows.where("findings.status", "=", status) : rows.where("findings.status", "<>", "pending");
    if (severity) rows = rows.where("findings.severity", "=", severity);
    if (code) rows = rows.where("findings.code", "=", code);
    if (endpoint) rows = rows.where("endpoints.name", "=", endpoint);
    if (subject) rows = rows.where("findings.subject_id", "=", subject);
    if (after) rows = rows.where("findings.id", direction === "desc" ? "<" : ">", after.id);
    const page = toPage(await rows.execute(), limit, (row) => ({ value: "", id: row.id }), findingView);
    return { findings: page.items, meta: pageMeta(limit, page.nextCursor) };
  },
});

export const getFinding = query({
  name: "operator.finding.get",
  permission: "operator:read",
  input: findingRef,
  run: async (ctx, { id }) => ({ finding: await finding(ctx, id) }),
});

const withEndpoint = (ctx: Ctx) =>
  ctx.db
    .selectFrom("findings")
    .innerJoin("endpoints", "endpoints.id", "findings.endpoint_id")
    .selectAll("findings")
    .select("endpoints.name as endpoint");

/** @throws AppError `not_found` */
export async function finding(ctx: Ctx, id: string) {
  const row = await withEndpoint(ctx).where("findings.id", "=", id).executeTakeFirst();
  if (!row) throw notFound("finding");
  return findingView(row);
}

function findingView(row: FindingRow & { endpoint: string }): z.input<typeof findingShape> {
  const { expected, observed, about } = jsonOut(row.evidence);
  return {
    id: row.id,
    code: row.code,
    severity: row.severity,
    status: row.status,
    endpoint: row.endpoint,
    subject: { type: row.subject_type, id: row.subject_id },
    expected,
    observed,
    about,
    first_seen: row.first_seen.toISOString(),
    last_seen: row.last_seen.toISOString(),
    sightings: row.sightings,
    opened: row.opened_at?.toISOString() ?? null,
    closed: row.closed_at?.toISOString() ?? null,
    resolution: row.resolution,
    muted_reason: row.muted_reason,
    decisions: FINDINGS[row.code].decisions.map((decision) => ({
      decision,
      refused: decisionRefused(row, decision) ?? null,
    })),
  };
}
