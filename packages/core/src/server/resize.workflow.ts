import { z } from "zod";
import { type Ctx, parse, type RelayWork, type Work, type Workflow } from "../kernel/index.ts";
import { endChange, notePower } from "./begin.ts";
import { orderJob, reshapeOrder } from "./job-orders.ts";
import { serverResults } from "./jobs.ts";
import { type ServerRow, subjectServer } from "./repository.ts";
import { undoOnce } from "./undo-once.ts";

/** What a change of plan changes. */
const size = z.object({
  plan_id: z.string(),
  cores: z.number(),
  memory_mb: z.number(),
  disk_gb: z.number(),
  price_amount: z.number(),
  currency: z.string(),
});
export type Size = z.output<typeof size>;

const sizes = z.looseObject({ from: size, to: size });
const sizesOf = (work: Work) => parse(sizes, work.input);
const ranBefore = (work: Work): boolean => work.input.before === "running";

export const resizeWorkflow: Workflow = {
  name: "server.resize",
  steps: [
    {
      kind: "control",
      name: "reserve",
      title: "Reserve processor, memory and disk",
      // Reserved by the command's own transaction; the step is there for its undo.
      async do() {},
      async undo(ctx, work) {
        const { cores, memory_mb } = sizesOf(work).from;
        await setSize(ctx, work, { cores, memory_mb });
        await freeGrowth(ctx, work);
      },
    },
    {
      kind: "relay",
      name: "shutdown",
      title: "Shut the server down",
      do: power("shutdown", () => true),
      undo: undoOnce(
        "shutdown",
        power("start", (server, work) => ranBefore(work) && server.holds === 0),
      ),
    },
    {
      kind: "relay",
      name: "specs",
      title: "Set processor, memory and limits",
      do: reshape(({ from, to }) => ({ ...to, disk_gb: from.disk_gb }), false),
      // What it finds of the disk counts: growing it may have worked although it was not answered.
      undo: undoOnce(
        "specs",
        reshape(({ from }) => from, false),
      ),
    },
    {
      kind: "relay",
      name: "disk",
      title: "Grow the disk",
      do: {
        ...reshape(({ to }) => to, true),
        async job(ctx, work) {
          const { from, to } = sizesOf(work);
          return to.disk_gb > from.disk_gb ? reshape(({ to }) => to, true).job(ctx, work) : null;
        },
      },
      undo: {
        none: "A disk cannot shrink without losing what is at its end. It is grown last; if something fails after it, the server keeps the larger disk on its old plan.",
      },
    },
    {
      kind: "control",
      name: "book",
      title: "Put the new plan into the records",
      async do(ctx, work) {
        const { disk_gb: _reported, ...to } = sizesOf(work).to;
        await setSize(ctx, work, to);
        await freeGrowth(ctx, work);
      },
      async undo(ctx, work) {
        const { disk_gb: _reported, ...from } = sizesOf(work).from;
        await setSize(ctx, work, from);
      },
    },
    {
      kind: "relay",
      name: "start",
      title: "Start the server",
      do: power("start", (server, work) => ranBefore(work) && server.holds === 0),
      undo: undoOnce(
        "start",
        power("stop", (_server, work) => ranBefore(work)),
      ),
    },
  ],
  async ended(ctx, work) {
    const server = await subjectServer(ctx, work.subject.id);
    if (server.holds > 0 && ranBefore(work) && server.power_before_hold === null)
      await ctx.db.updateTable("servers").set({ power_before_hold: "running" }).where("id", "=", server.id).execute();
    await endChange(ctx, work);
  },
};

async function setSize(ctx: Ctx, work: Work, change: Partial<Size>): Promise<void> {
  await ctx.db.updateTable("servers").set(change).where("id", "=", work.subject.id).execute();
}

async function freeGrowth(ctx: Ctx, work: Work): Promise<void> {
  await ctx.db.deleteFrom("storage_reservations").where("action_id", "=", work.action).execute();
}

function power(
  operation: "start" | "shutdown" | "stop",
  wanted: (server: ServerRow, work: Work) => boolean,
): RelayWork {
  return {
    async job(ctx, work) {
      const server = await subjectServer(ctx, work.subject.id);
      return wanted(server, work) ? orderJob(server, "server.power", { operation, timeout_seconds: 180 }) : null;
    },
    done: (ctx, work, result) => notePower(ctx, work, parse(serverResults["server.power"], result).power),
  };
}

/** Makes the VM so, and takes the size its disk has into the records: that is the truth, whatever was asked for. */
function reshape(wanted: (sizes: { from: Size; to: Size }) => Size, grow: boolean): RelayWork {
  return {
    job: async (ctx, work) =>
      reshapeOrder(ctx, { ...(await subjectServer(ctx, work.subject.id)), ...wanted(sizesOf(work)) }, grow),
    async done(ctx, work, result) {
      const { disk_gb } = parse(serverResults["server.reshape"], result);
      await setSize(ctx, work, { disk_gb });
    },
  };
}
