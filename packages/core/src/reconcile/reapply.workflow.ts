import { jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx, type JobOrder, type Workflow } from "../kernel/index.ts";
import { endChange, protectOrder, type ServerRow, subjectServer, vmJob } from "../server/index.ts";

/** Gives a server's machine back what our records have for it, where someone else changed it. */
export const reapplyWorkflow: Workflow = {
  name: "server.reapply",
  steps: [
    {
      kind: "relay",
      name: "reapply",
      title: "Set cores, memory and network card as recorded",
      do: { job: async (ctx, work) => reapplyOrder(ctx, await subjectServer(ctx, work.subject.id)) },
      undo: { none: "What it replaced was nobody's order; the records say what should be." },
    },
    {
      kind: "relay",
      name: "protect",
      title: "Set its firewall as recorded",
      do: { job: async (ctx, work) => protectOrder(ctx, await subjectServer(ctx, work.subject.id)) },
      undo: { none: "What it replaced was nobody's order; the records say what should be." },
    },
  ],
  ended: (ctx, work) => endChange(ctx, work),
};

const RUN_LIMIT_SECONDS = 300;

async function reapplyOrder(ctx: Ctx, server: ServerRow): Promise<JobOrder> {
  const network = jsonOut(server.network);
  if (!network) throw new AppError("conflict", "the server's addresses are gone");
  const plan = await ctx.db
    .selectFrom("plans")
    .select("nic_mbit")
    .where("id", "=", server.plan_id)
    .executeTakeFirstOrThrow();
  const { mac, bridge, vlan, mtu } = network;
  const machine = {
    cores: server.cores,
    memory_mb: server.memory_mb,
    nic: { mac, bridge, vlan, mtu, rate_mbit: plan.nic_mbit },
  };
  return vmJob(server, "reconcile.reapply", machine, { runLimitSeconds: RUN_LIMIT_SECONDS });
}
