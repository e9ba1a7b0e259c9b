import { jsonIn, jsonOut } from "../kernel/database/index.ts";
import type { Ctx, Workflow } from "../kernel/index.ts";
import { endChange, type ServerRow, subjectServer, vmJob } from "../server/index.ts";
import { adoptionResults, type SeenVm } from "./jobs.ts";

const LIMIT_SECONDS = 300;

const job = (server: ServerRow, kind: "adoption.adopt" | "adoption.disown") =>
  vmJob(server, kind, {}, { runLimitSeconds: LIMIT_SECONDS });

/** Marks the VM as ours. It goes on running as it is. */
export const adoptWorkflow: Workflow = {
  name: "server.adopt",
  steps: [
    {
      kind: "relay",
      name: "adopt",
      title: "Mark the machine as this server's",
      do: {
        job: async (ctx, work) => job(await subjectServer(ctx, work.subject.id), "adoption.adopt"),
        async done(ctx, work, result) {
          await takeSeen(ctx, work.subject.id, adoptionResults["adoption.adopt"].parse(result));
        },
      },
      undo: {
        job: async (ctx, work) => job(await subjectServer(ctx, work.subject.id), "adoption.disown"),
        async done(ctx, work) {
          await forgetAdoption(ctx, work.subject.id);
        },
      },
    },
  ],
  ended: endChange,
};

/** The way back: the mark goes, and the VM is as it was found. */
export const disownWorkflow: Workflow = {
  name: "server.disown",
  steps: [
    {
      kind: "relay",
      name: "disown",
      title: "Take the mark from the machine",
      do: {
        job: async (ctx, work) => job(await subjectServer(ctx, work.subject.id), "adoption.disown"),
        async done(ctx, work) {
          await forgetAdoption(ctx, work.subject.id);
        },
      },
      undo: { none: "Without the mark it is only bound again, which harms nothing; adopting it sets the mark again." },
    },
  ],
  ended: endChange,
};

async function takeSeen(ctx: Ctx, id: string, seen: SeenVm): Promise<void> {
  const server = await subjectServer(ctx, id);
  const node = await ctx.db
    .selectFrom("nodes")
    .select("id")
    .where("endpoint_id", "=", server.endpoint_id)
    .where("name", "=", seen.node)
    .executeTakeFirst();
  const network = jsonOut(server.network);
  const card = { mac: seen.macs[0] ?? "", bridge: seen.bridge ?? "", vlan: seen.vlan };
  await ctx.db
    .updateTable("servers")
    .set({
      adoption: "adopted",
      status: seen.power,
      node_id: node?.id ?? null,
      ...(network ? { network: jsonIn({ ...network, ...card }) } : {}),
    })
    .where("id", "=", id)
    .execute();
  await ctx.db
    .updateTable("server_adoptions")
    .set({ seen: jsonIn(seen), adopted_at: ctx.now })
    .where("server_id", "=", id)
    .execute();
}

async function forgetAdoption(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.updateTable("servers").set({ adoption: "bound", node_id: null }).where("id", "=", id).execute();
  await ctx.db
    .updateTable("server_adoptions")
    .set({ adopted_at: null, handed_over_at: null, handed_over_by: null })
    .where("server_id", "=", id)
    .execute();
}
