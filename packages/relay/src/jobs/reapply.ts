import type { reapplyJob } from "@hostwright/core/reconcile/jobs";
import type { z } from "zod";
import type { Params } from "../proxmox/contract.gen.ts";
import { findOurs } from "../vm/look.ts";
import { renderNic } from "../vm/nic.ts";
import { sameProperties } from "../vm/property-string.ts";
import type { JobContext } from "./context.ts";

type Put = Params["PUT /nodes/{node}/qemu/{vmid}/config"];

/** Sets what differs of size and network card. A running VM takes some of it at its next start only. */
export async function reapply(
  ctx: JobContext,
  job: z.output<typeof reapplyJob>,
): Promise<{ node: string; changed: string[] }> {
  const { node, config } = await findOurs(ctx, job);
  const set: Partial<Put> = {};
  if ((config.sockets ?? 1) !== 1) set.sockets = 1;
  if ((config.cores ?? 1) !== job.cores) set.cores = job.cores;
  if (Number(config.memory?.replace(/^current=/, "") ?? 512) !== job.memory_mb) set.memory = String(job.memory_mb);
  const nic = renderNic(job.nic);
  if (!sameProperties(typeof config.net0 === "string" ? config.net0 : undefined, nic)) set.net0 = nic;
  const changed = Object.keys(set).sort();
  if (changed.length === 0) return { node, changed };
  ctx.report({ message: "Setting what was changed" });
  await ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", { node, vmid: job.vmid, ...set, digest: config.digest });
  return { node, changed };
}
