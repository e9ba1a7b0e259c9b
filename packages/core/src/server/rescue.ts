import { AppError, command, parse, type RelayWork, type Step, type Work, type Workflow } from "../kernel/index.ts";
import { beginAction, endChange, notePower } from "./begin.ts";
import { orderJob } from "./job-orders.ts";
import { serverResults } from "./jobs.ts";
import { refuseUnless } from "./refuse.ts";
import { getServer, lockServer, type ServerRow, subjectServer } from "./repository.ts";
import { serverRef } from "./schema.ts";
import { undoOnce } from "./undo-once.ts";

/** The system that is to be repaired may not follow a request to shut down any more. */
const SHUTDOWN_SECONDS = 60;

const ranBefore = (work: Work): boolean => work.input.before === "running";
const mayRun = (server: ServerRow): boolean => server.holds === 0;

const shutDown: Omit<Extract<Step, { kind: "relay" }>, "undo"> = {
  kind: "relay",
  name: "stop",
  title: "Stop the server",
  do: {
    job: async (ctx, work) =>
      orderJob(await subjectServer(ctx, work.subject.id), "server.power", {
        operation: "shutdown",
        timeout_seconds: SHUTDOWN_SECONDS,
        force: true,
      }),
    done: noted,
  },
};

export const enableRescueWorkflow: Workflow = {
  name: "server.enable_rescue",
  steps: [
    {
      ...shutDown,
      undo: undoOnce(
        "stop",
        power("start", (server, work) => ranBefore(work) && mayRun(server)),
      ),
    },
    {
      kind: "relay",
      name: "attach",
      title: "Put the rescue system first in the boot order",
      do: rescue(true),
      undo: undoOnce("attach", rescue(false)),
    },
    {
      kind: "relay",
      name: "start",
      title: "Start the rescue system",
      do: power("start", mayRun),
      undo: undoOnce(
        "start",
        power("stop", () => true),
      ),
    },
  ],
  ended: endChange,
};

export const disableRescueWorkflow: Workflow = {
  name: "server.disable_rescue",
  steps: [
    {
      ...shutDown,
      undo: undoOnce(
        "stop",
        power("start", (server, work) => ranBefore(work) && mayRun(server)),
      ),
    },
    {
      kind: "relay",
      name: "detach",
      title: "Bring back the boot order",
      do: rescue(false),
      undo: undoOnce("detach", rescue(true)),
    },
    {
      kind: "relay",
      name: "start",
      title: "Start the server from its disk",
      do: power("start", (server, work) => ranBefore(work) && mayRun(server)),
      undo: undoOnce(
        "start",
        power("stop", (_server, work) => ranBefore(work)),
      ),
    },
  ],
  ended: endChange,
};

async function noted(...[ctx, work, result]: Parameters<NonNullable<RelayWork["done"]>>): Promise<void> {
  await notePower(ctx, work, parse(serverResults["server.power"], result).power);
}

function power(operation: "start" | "stop", wanted: (server: ServerRow, work: Work) => boolean): RelayWork {
  return {
    async job(ctx, work) {
      const server = await subjectServer(ctx, work.subject.id);
      return wanted(server, work) ? orderJob(server, "server.power", { operation, timeout_seconds: 300 }) : null;
    },
    done: noted,
  };
}

/** Into the boot order or out of it; the records say what the relay has done. */
function rescue(on: boolean): RelayWork {
  return {
    async job(ctx, work) {
      const server = await subjectServer(ctx, work.subject.id);
      const { rescue_iso } = await ctx.db
        .selectFrom("endpoints")
        .select("rescue_iso")
        .where("id", "=", server.endpoint_id)
        .executeTakeFirstOrThrow();
      if (on && !rescue_iso) throw noRescueSystem();
      return orderJob(server, "server.rescue", { iso: on ? rescue_iso : null });
    },
    async done(ctx, work) {
      await ctx.db.updateTable("servers").set({ rescue: on }).where("id", "=", work.subject.id).execute();
    },
  };
}

const noRescueSystem = () => new AppError("resource_unavailable", "this location has no rescue system to offer");

/** Boots the location's rescue system, for a server whose own does not come up any more. */
export const enableRescue = command({
  name: "server.enable_rescue",
  permission: "server:rescue",
  input: serverRef,
  async run(ctx, { id }) {
    const row = await lockServer(ctx, id);
    refuseUnless("enableRescue", row);
    const endpoint = await ctx.db
      .selectFrom("endpoints")
      .select("rescue_iso")
      .where("id", "=", row.endpoint_id)
      .executeTakeFirst();
    if (!endpoint?.rescue_iso) throw noRescueSystem();
    const action = await beginAction(ctx, row, enableRescueWorkflow, { status: "rebooting" });
    ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id }, changes: { action: action.id } });
    return { server: await getServer(ctx, id), action };
  },
});

export const disableRescue = command({
  name: "server.disable_rescue",
  permission: "server:rescue",
  input: serverRef,
  async run(ctx, { id }) {
    const row = await lockServer(ctx, id);
    refuseUnless("disableRescue", row);
    const action = await beginAction(ctx, row, disableRescueWorkflow, { status: "rebooting" });
    ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id }, changes: { action: action.id } });
    return { server: await getServer(ctx, id), action };
  },
});
