import type { JobContext } from "../jobs/context.ts";
import { ProxmoxError, TaskFailure } from "../proxmox/error.ts";
import { parseUpid } from "../proxmox/task.ts";
import type { Vm } from "./power.ts";

type TaskType = "vzdump" | "qmsnapshot" | "qmdelsnapshot" | "qmrollback" | "qmrestore";
interface Which {
  source: "active" | "all";
  /** Started then or later. */
  since?: Date;
}

/** Our token's own tasks of that type about a VM, newest first; never those of anybody else, nor about another VM. */
export async function ourTasks(ctx: JobContext, vm: Vm, type: TaskType, { source, since }: Which) {
  const tasks = await ctx.read("GET /nodes/{node}/tasks", {
    node: vm.node,
    source,
    typefilter: type,
    vmid: vm.vmid,
    // Clocks differ, and UPIDs know whole seconds only.
    ...(since ? { since: Math.floor(since.getTime() / 1000) - 60 } : {}),
  });
  return tasks.filter(({ upid, ...task }) => {
    const told = parseUpid(upid);
    return task.type === type && told.id === String(vm.vmid) && told.user === ctx.endpoint.proxmox.user;
  });
}

/** Ends a backup that we are making of this VM, which may hold its lock for hours. Proxmox removes what it had written. */
export async function abortBackup(ctx: JobContext, vm: Vm): Promise<void> {
  for (const { upid } of await ourTasks(ctx, vm, "vzdump", { source: "active" })) {
    ctx.log.info("aborting a backup", { upid });
    await ctx.write("DELETE /nodes/{node}/tasks/{upid}", { node: vm.node, upid }).catch((error: unknown) => {
      if (!(error instanceof ProxmoxError) || error.outcome !== "refused") throw error;
      ctx.log.info("the backup's task could not be aborted", { upid, detail: error.words });
    });
    await ctx.task(upid).catch((error: unknown) => {
      if (!(error instanceof TaskFailure)) throw error;
    });
  }
}
