import { jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx, type JobOrder, type Work, type Workflow } from "../kernel/index.ts";
import { markOf } from "../server/index.ts";

/** Removes a machine that carries our mark and belongs to no server. The relay looks at the mark again before it acts. */
export const destroyOrphanWorkflow: Workflow = {
  name: "reconcile.destroy_orphan",
  steps: [
    {
      kind: "relay",
      name: "destroy",
      title: "Remove the machine and its disks",
      do: { job: destroyOrder },
      undo: { none: "What is gone cannot be brought back; an operator has seen the evidence and confirmed it." },
    },
  ],
  // The next look finds it gone and closes the finding.
  async ended() {},
};

const RUN_LIMIT_SECONDS = 900;

async function destroyOrder(ctx: Ctx, work: Work): Promise<JobOrder | null> {
  const finding = await ctx.db
    .selectFrom("findings")
    .innerJoin("endpoints", "endpoints.id", "findings.endpoint_id")
    .innerJoin("locations", "locations.id", "endpoints.location_id")
    .select(["findings.evidence", "endpoints.name as endpoint", "locations.name as location"])
    .where("findings.id", "=", work.subject.id)
    .executeTakeFirstOrThrow();
  const { server, vmid } = jsonOut(finding.evidence).about;
  if (typeof server !== "string" || typeof vmid !== "number") return null;
  await refuseIfOwned(ctx, server);
  return {
    kind: "server.destroy",
    location: finding.location,
    group: `orphan.${vmid}`,
    runLimitSeconds: RUN_LIMIT_SECONDS,
    payload: { server, endpoint: finding.endpoint, vmid, mark: markOf(server) },
  };
}

/** @throws AppError `conflict` while a server of that id is there: then this is its machine, or a copy to look at by hand. */
export async function refuseIfOwned(ctx: Ctx, server: string): Promise<void> {
  const owner = await ctx.db
    .selectFrom("servers")
    .select(["status"])
    .where("id", "=", server)
    .where("deleted_at", "is", null)
    .where("status", "<>", "failed")
    .executeTakeFirst();
  if (owner) throw new AppError("conflict", "its server exists: remove the server, or this machine by hand");
}
