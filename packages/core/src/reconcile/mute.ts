import { AppError, actorId, type Ctx, command, notFound } from "../kernel/index.ts";
import { finding } from "./queries.ts";
import { findingRef, muteInput } from "./schema.ts";
import type { FindingRow } from "./settle.ts";

/** Accepts a finding as it is: it stays muted as long as it is seen, and wakes nobody. */
export const muteFinding = command({
  name: "operator.finding.mute",
  permission: "operator:reconcile",
  input: muteInput,
  async run(ctx, { id, reason }) {
    const row = await lockFinding(ctx, id);
    if (row.status === "closed") throw new AppError("conflict", "It is not seen any more.");
    await ctx.db
      .updateTable("findings")
      .set({ status: "muted", muted_reason: reason, muted_by: actorId(ctx.actor), opened_at: row.opened_at ?? ctx.now })
      .where("id", "=", id)
      .execute();
    ctx.audit({ resource: { type: "finding", id }, changes: { code: row.code, subject: row.subject_id, reason } });
    return { finding: await finding(ctx, id) };
  },
});

export const unmuteFinding = command({
  name: "operator.finding.unmute",
  permission: "operator:reconcile",
  input: findingRef,
  async run(ctx, { id }) {
    const row = await lockFinding(ctx, id);
    if (row.status !== "muted") throw new AppError("conflict", "It is not muted.");
    await ctx.db
      .updateTable("findings")
      .set({ status: "open", muted_reason: null, muted_by: null })
      .where("id", "=", id)
      .execute();
    ctx.audit({ resource: { type: "finding", id }, changes: { code: row.code, subject: row.subject_id } });
    return { finding: await finding(ctx, id) };
  },
});

/** What an audit row about a finding is filed under: the server, where it is about one. */
export const resourceOf = (row: FindingRow) =>
  row.subject_type === "server" ? { type: "server", id: row.subject_id } : { type: "finding", id: row.id };

/** The finding for the rest of this transaction. @throws AppError `not_found` */
export async function lockFinding(ctx: Ctx, id: string): Promise<FindingRow> {
  const row = await ctx.db.selectFrom("findings").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (!row) throw notFound("finding");
  return row;
}
