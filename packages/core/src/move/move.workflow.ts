import type { Ctx, Work, Workflow } from "../kernel/index.ts";
import { endChange, notePower, recordNode, subjectServer, vmJob } from "../server/index.ts";
import { moveResults } from "./jobs.ts";

/** Disks are copied over the network: as long as a large one may take. */
const MOVE_LIMIT_SECONDS = 12 * 3600;
const LOOK_LIMIT_SECONDS = 12 * 3600;

export const moveWorkflow: Workflow = {
  name: "server.move",
  steps: [
    {
      kind: "control",
      name: "reserve",
      title: "Reserve room on the other node",
      // Reserved by the command's own transaction; the step is there for its undo.
      async do() {},
      undo: release,
    },
    {
      kind: "relay",
      name: "move",
      title: "Move the machine",
      do: {
        async job(ctx, work) {
          const target = String(work.input.target);
          const server = await subjectServer(ctx, work.subject.id);
          return vmJob(server, "server.move", { target }, { runLimitSeconds: MOVE_LIMIT_SECONDS });
        },
        async done(ctx, work, result) {
          const { node, power } = moveResults["server.move"].parse(result);
          await recordNode(ctx, work.subject.id, node);
          await release(ctx, work);
          await notePower(ctx, work, power);
        },
      },
      // Wherever Proxmox has it now, there it stays: half a move back would be another move.
      undo: {
        async job(ctx, work) {
          const server = await subjectServer(ctx, work.subject.id);
          return vmJob(server, "server.look", {}, { runLimitSeconds: LOOK_LIMIT_SECONDS });
        },
        async done(ctx, work, result) {
          const { node, power } = moveResults["server.look"].parse(result);
          if (node) await recordNode(ctx, work.subject.id, node);
          if (power) await notePower(ctx, work, power);
        },
      },
    },
  ],
  async ended(ctx, work, outcome) {
    await release(ctx, work);
    await endChange(ctx, work);
    if (outcome.status === "success")
      ctx.send({ topic: "event", type: "server.moved", tenant: work.tenant, payload: { server: work.subject.id } });
  },
};

async function release(ctx: Ctx, work: Work): Promise<void> {
  await ctx.db.deleteFrom("move_reservations").where("server_id", "=", work.subject.id).execute();
  await ctx.db.deleteFrom("storage_reservations").where("action_id", "=", work.action).execute();
}
