import { AppError, actorId, type Ctx, command } from "../kernel/index.ts";
import { beginHold, type ServerRow, serverRef } from "../server/index.ts";
import { lockForeign } from "./adopt.ts";
import { adoptionOf } from "./queries.ts";

/**
 * From now on the server is run here, and nowhere else. Refused while the source still changes it: the last run over the
 * source must have found it as the run before did. A held server's VM is stopped and kept stopped.
 */
export const handOverServer = command({
  name: "operator.adoption.hand_over",
  permission: "operator:migrate",
  input: serverRef,
  async run(ctx, { id }) {
    const row = await lockForeign(ctx, id);
    if (row.adoption === "handed_over") throw new AppError("conflict", "the server has been handed over already");
    if (row.adoption !== "adopted")
      throw new AppError("conflict", "the server's VM does not carry our mark yet: adopt it first");
    await refuseWhileSourceChanges(ctx, row);
    await ctx.db.updateTable("servers").set({ adoption: "handed_over" }).where("id", "=", id).execute();
    await ctx.db
      .updateTable("server_adoptions")
      .set({ handed_over_at: ctx.now, handed_over_by: actorId(ctx.actor) })
      .where("server_id", "=", id)
      .execute();
    const action = row.holds > 0 ? await beginHold(ctx, { ...row, adoption: "handed_over" }) : null;
    ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id }, changes: { adoption: "handed_over" } });
    ctx.send({ topic: "event", type: "server.handed_over", tenant: row.tenant_id, payload: { server: id } });
    return { adoption: await adoptionOf(ctx, id), action };
  },
});

/** The way back: the system it comes from runs it again. The VM keeps its mark and goes on as it is. */
export const handBackServer = command({
  name: "operator.adoption.hand_back",
  permission: "operator:migrate",
  input: serverRef,
  async run(ctx, { id }) {
    const row = await lockForeign(ctx, id);
    if (row.adoption !== "handed_over") throw new AppError("conflict", "the server has not been handed over");
    await ctx.db.updateTable("servers").set({ adoption: "adopted" }).where("id", "=", id).execute();
    await ctx.db
      .updateTable("server_adoptions")
      .set({ handed_over_at: null, handed_over_by: null })
      .where("server_id", "=", id)
      .execute();
    ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id }, changes: { adoption: "adopted" } });
    ctx.send({ topic: "event", type: "server.handed_back", tenant: row.tenant_id, payload: { server: id } });
    return { adoption: await adoptionOf(ctx, id) };
  },
});

/** How old the last look at the source may be. */
const FRESH_HOURS = 24;

async function refuseWhileSourceChanges(ctx: Ctx, { id }: ServerRow): Promise<void> {
  const adoption = await ctx.db
    .selectFrom("server_adoptions")
    .select(["source", "source_changed_at"])
    .where("server_id", "=", id)
    .executeTakeFirstOrThrow();
  const last = await ctx.db
    .selectFrom("migration_runs")
    .select(["started_at", "ended_at", "status"])
    .where("source", "=", adoption.source)
    .where("mode", "=", "apply")
    .where("status", "<>", "undone")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (last?.status !== "done" || !last.ended_at)
    throw new AppError("conflict", "a run over the source is under way or was cut short; let it end first");
  if (adoption.source_changed_at >= last.started_at)
    throw new AppError(
      "conflict",
      "the last run found the server changed at the source: stop the automation there, run `apply` once more, then hand it over",
    );
  if (ctx.now.getTime() - last.ended_at.getTime() > FRESH_HOURS * 3_600_000)
    throw new AppError("conflict", `the last run is older than ${FRESH_HOURS} hours: run \`apply\` once more`);
}
