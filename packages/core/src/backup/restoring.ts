import { type Ctx, type JobOrder, parse, type RelayStep, type RelayWork, type Work } from "../kernel/index.ts";
import {
  configureOrder,
  notePower,
  type ServerRow,
  serverResults,
  statusBefore,
  subjectServer,
  vmJob,
} from "../server/index.ts";

/** What rollback and restore share: the server is off meanwhile, gets our settings, and comes back as it was found. */
const POWER_LIMIT_SECONDS = 900;

const power = async (ctx: Ctx, work: Work, operation: "start" | "stop") =>
  vmJob(
    await subjectServer(ctx, work.subject.id),
    "server.power",
    { operation, timeout_seconds: operation === "start" ? 300 : 60 },
    { runLimitSeconds: POWER_LIMIT_SECONDS },
  );

const powerSeen: NonNullable<RelayWork["done"]> = (ctx, work, result) =>
  notePower(ctx, work, parse(serverResults["server.power"], result).power);

/** Not for a server that was off, nor for one that is held meanwhile. */
const start: RelayWork = {
  async job(ctx, work) {
    const { holds } = await subjectServer(ctx, work.subject.id);
    return holds > 0 || statusBefore(work) === "stopped" ? null : power(ctx, work, "start");
  },
  done: powerSeen,
};

export const stopFirst: RelayStep = {
  kind: "relay",
  name: "stop",
  title: "Turn the server off",
  do: {
    job: async (ctx, work) => (statusBefore(work) === "stopped" ? null : power(ctx, work, "stop")),
    done: powerSeen,
  },
  undo: start,
};

export const startAgain: RelayStep = {
  kind: "relay",
  name: "start",
  title: "Turn the server on again",
  do: start,
  undo: { none: "The undo of turning it off turns it on." },
};

/** Our records over what came back. */
export const settleRestored: RelayWork = {
  job: async (ctx, work) => settleOrder(ctx, work, await subjectServer(ctx, work.subject.id)),
};

export async function settleOrder(ctx: Ctx, work: Work, server: ServerRow): Promise<JobOrder> {
  const order = await configureOrder(ctx, server);
  const held = server.holds > 0 ? (server.power_before_hold ?? statusBefore(work)) : null;
  return { ...order, kind: "backup.settle", payload: { ...order.payload, held } };
}
