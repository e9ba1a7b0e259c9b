import type { resetAccessJob } from "@hostwright/core/server/jobs";
import { z } from "zod";
import { JobFailure } from "../errors.ts";
import { setKeys, setPassword } from "../vm/agent.ts";
import { drives, isCloudInit } from "../vm/disk.ts";
import { findOurs } from "../vm/look.ts";
import type { Vm } from "../vm/power.ts";
import type { JobContext } from "./context.ts";

type ResetAccess = z.output<typeof resetAccessJob>;

const sealedPassword = z.object({ password: z.string().min(5) });

/**
 * New password or keys for the image's user: by the guest agent, which disturbs nothing; else by cloud-init, where that
 * was agreed to, since the guest's first boot then runs again at its next start.
 */
export async function resetAccess(ctx: JobContext, job: ResetAccess): Promise<{ by: "agent" | "first_boot" }> {
  const { node } = await findOurs(ctx, job);
  const vm = { node, vmid: job.vmid };
  const password = job.sealed_password === null ? null : await opened(ctx, job.sealed_password);
  ctx.report({ message: "Asking the guest agent" });
  try {
    if (password !== null) await setPassword(ctx, vm, job.user, password);
    if (job.ssh_keys !== null) await setKeys(ctx, vm, job.user, job.ssh_keys);
    return { by: "agent" };
  } catch (error) {
    if (!(error instanceof JobFailure) || error.code !== "agent_unavailable" || !job.first_boot) throw error;
    ctx.log.info("the guest agent does not answer, first boot does it", { vmid: job.vmid, detail: error.detail });
  }
  await atFirstBoot(ctx, vm, job, password);
  return { by: "first_boot" };
}

async function opened(ctx: JobContext, sealed: string): Promise<string> {
  const parsed = sealedPassword.safeParse(await ctx.open(sealed).catch(() => undefined));
  if (!parsed.success) throw new JobFailure("sealed_value_unreadable");
  return parsed.data.password;
}

async function atFirstBoot(ctx: JobContext, vm: Vm, job: ResetAccess, password: string | null): Promise<void> {
  const { config } = await findOurs(ctx, job);
  if (!drives(config).some(isCloudInit)) throw new JobFailure("image_unusable", "no cloud-init drive");
  ctx.report({ message: "Setting it for the next first boot" });
  await ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", {
    ...vm,
    ciuser: job.user,
    ...(password === null ? {} : { cipassword: password }),
    ...(job.ssh_keys === null ? {} : { sshkeys: encodeURIComponent(job.ssh_keys.join("\n")) }),
    digest: config.digest,
  });
  await ctx.write("PUT /nodes/{node}/qemu/{vmid}/cloudinit", vm);
}
