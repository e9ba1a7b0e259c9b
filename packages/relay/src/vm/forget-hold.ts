import type { JobContext } from "../jobs/context.ts";
import type { VmConfig } from "../proxmox/answers.ts";
import { withoutHold } from "./mark.ts";
import type { Vm } from "./power.ts";

/** Removes a hold's record from the VM, which starts with its node again. */
export async function forgetHold(ctx: JobContext, vm: Vm, config: VmConfig): Promise<void> {
  await ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", {
    ...vm,
    onboot: true,
    description: withoutHold(config.description ?? ""),
    digest: config.digest,
  });
}
