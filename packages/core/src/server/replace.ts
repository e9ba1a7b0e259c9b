import { scheduleJob } from "../action/index.ts";
import { AppError, type Ctx, type JobOrder, parse, type RelayWork, type Step, type Work } from "../kernel/index.ts";
import { endChange, notePower } from "./begin.ts";
import { ABSENCE_AFTER_SECONDS } from "./create.workflow.ts";
import { configureOrder, orderJob } from "./job-orders.ts";
import { type PowerState, serverResults } from "./jobs.ts";
import { type ServerRow, subjectServer } from "./repository.ts";
import { freeSpare, type Spare, spareOf, swap } from "./spare.ts";
import { undoOnce } from "./undo-once.ts";

/** How the new VM comes to be. */
export interface Making {
  name: string;
  title: string;
  /** @param target the server as it will be: its VM id, node, storage and image are the new ones */
  order(ctx: Ctx, work: Work, target: ServerRow): Promise<JobOrder>;
  /** What it is given before its first start; left out: everything, cloud-init included, as at creation. */
  configure?(ctx: Ctx, work: Work, target: ServerRow): Promise<JobOrder>;
}

/**
 * Replaces a server's VM by another one, made beside it under a new VM id of the same node and storage (docs/decisions/0011).
 * Whoever replaces (a rebuild, a restore) calls `reserveReplacement` in its command, right after `beginAction`, builds its
 * workflow of `replacementSteps(make)`, and ends it with `endReplacement`. Pass the state `rebuilding` or `restoring`.
 *
 * The order: reserve, make, configure, stop the old one, switch the records, start the new one, destroy the old one. Until
 * the last step begins everything is undone for real: the new VM is stopped and destroyed, the old one is the server's
 * again and runs if it ran. From then on the new VM is the server, whatever becomes of the rest.
 *
 * Everything that lives in a VM goes with the old one, its snapshots first. Records of such things carry the VM id, and
 * the event `server.replaced` `{server, action, vmid, retired_vmid}` says which one is gone.
 */
export const replacementSteps = (make: Making): Step[] => [
  {
    kind: "control",
    name: "reserve",
    title: "Reserve room for the new disk",
    // Reserved by the command's own transaction; the step is there for its undo.
    async do() {},
    undo: freeSpare,
  },
  {
    kind: "relay",
    name: make.name,
    title: make.title,
    do: { job: (ctx, work) => forTarget(ctx, work, (target) => make.order(ctx, work, target)) },
    undo: destroySpare("preparing", "retiring"),
  },
  {
    kind: "relay",
    name: "configure",
    title: "Set up processor, memory, disk and network",
    do: {
      job: (ctx, work) =>
        forTarget(ctx, work, (target) => make.configure?.(ctx, work, target) ?? configureOrder(ctx, target)),
    },
    undo: { none: "What it changes is the new VM, which the undo of the step before removes whole." },
  },
  {
    kind: "relay",
    name: "stop",
    title: "Stop the old system",
    do: powerStep("stop", async () => true),
    undo: undoOnce(
      "stop",
      powerStep("start", async (ctx, work, server) => {
        const spare = await spareOf(ctx, work);
        return spare?.state === "preparing" && ranBefore(work) && server.holds === 0;
      }),
    ),
  },
  {
    kind: "control",
    name: "switch",
    title: "Put the new system in its place",
    do: (ctx, work) => swap(ctx, work, "preparing", "replaced"),
    undo: (ctx, work) => swap(ctx, work, "replaced", "preparing"),
  },
  {
    kind: "relay",
    name: "start",
    title: "Start the new system",
    // Held meanwhile, or stopped as it was found: it is handed over stopped.
    do: powerStep("start", async (_ctx, work, server) => ranBefore(work) && server.holds === 0),
    undo: undoOnce(
      "start",
      powerStep("stop", async (ctx, work) => (await spareOf(ctx, work))?.state === "replaced"),
    ),
  },
  {
    kind: "relay",
    name: "destroy",
    title: "Remove the old system and its disk",
    do: {
      ...destroySpare("retiring"),
      async job(ctx, work) {
        await retire(ctx, work);
        return destroySpare("retiring").job(ctx, work);
      },
    },
    undo: {
      none: "The old VM may be gone in part, so the new one stays the server. What remains of the old one goes with the undo of the copy.",
    },
  },
];

/** The end of a replacement: gives the lock back and shows the server as it is now. */
export async function endReplacement(ctx: Ctx, work: Work): Promise<void> {
  const server = await subjectServer(ctx, work.subject.id);
  const heldMeanwhile = server.holds > 0 && ranBefore(work) && server.power_before_hold === null;
  await ctx.db
    .updateTable("servers")
    .set({ sealed_password: null, ...(heldMeanwhile ? { power_before_hold: "running" as const } : {}) })
    .where("id", "=", server.id)
    .execute();
  await endChange(ctx, work);
}

const ranBefore = (work: Work): boolean => work.input.before === "running";

async function forTarget(
  ctx: Ctx,
  work: Work,
  order: (target: ServerRow) => Promise<JobOrder>,
): Promise<JobOrder | null> {
  const spare = await spareOf(ctx, work);
  if (spare?.state !== "preparing") throw new AppError("conflict", "the reservation for the new system is gone");
  return order(targetOf(await subjectServer(ctx, work.subject.id), spare));
}

/** The server with that VM. */
const targetOf = (server: ServerRow, spare: Spare): ServerRow => {
  const { vmid, node_id, storage_id, template_id, image_id, hostname } = spare;
  return { ...server, vmid, node_id, storage_id, template_id, image_id, hostname };
};

function powerStep(
  operation: "start" | "stop",
  wanted: (ctx: Ctx, work: Work, server: ServerRow) => Promise<boolean>,
): RelayWork {
  const timeout_seconds = operation === "start" ? 300 : 60;
  return {
    async job(ctx, work) {
      const server = await subjectServer(ctx, work.subject.id);
      if (!(await wanted(ctx, work, server))) return null;
      return orderJob(server, "server.power", { operation, timeout_seconds });
    },
    done: (ctx, work, result) => notePower(ctx, work, powerIn(result)),
  };
}

const powerIn = (result: unknown): PowerState => parse(serverResults["server.power"], result).power;

/** From here on there is no way back. */
async function retire(ctx: Ctx, work: Work): Promise<void> {
  const spare = await spareOf(ctx, work);
  if (spare?.state !== "replaced") return;
  await ctx.db.updateTable("spare_vms").set({ state: "retiring" }).where("action_id", "=", work.action).execute();
  const { vmid } = await subjectServer(ctx, work.subject.id);
  ctx.send({
    topic: "event",
    type: "server.replaced",
    tenant: work.tenant,
    payload: { server: work.subject.id, action: work.action, vmid, retired_vmid: spare.vmid },
  });
}

/** Destroys whichever VM is not the server's, if it is in one of these states, and looks again later. */
function destroySpare(...states: Spare["state"][]): RelayWork {
  const order = async (ctx: Ctx, work: Work, spare: Spare) =>
    orderJob(targetOf(await subjectServer(ctx, work.subject.id), spare), "server.destroy", {});
  return {
    async job(ctx, work) {
      const spare = await spareOf(ctx, work);
      return spare && states.includes(spare.state) ? order(ctx, work, spare) : null;
    },
    async done(ctx, work, result) {
      parse(serverResults["server.destroy"], result);
      const spare = await spareOf(ctx, work);
      await freeSpare(ctx, work);
      if (spare) await scheduleJob(ctx, work, "absence", await order(ctx, work, spare), ABSENCE_AFTER_SECONDS);
    },
  };
}
