import type { Entity } from "@hostwright/core/migration";
import type { Mapping } from "../mapping/schema.ts";
import { type Judged, judged, refused } from "./problem.ts";
import type { SharedVm } from "./shop.ts";

/** What a provisioning module has written down about a service's VM. */
export interface ModuleVm {
  vmid: number;
  node: string | null;
  container: boolean;
}

export type Adoption = Entity<"servers">["adoption"];

/** Proxmox VE's own range. */
const isVmid = (vmid: number): boolean => Number.isInteger(vmid) && vmid >= 100 && vmid <= 999_999_999;

/**
 * Which VM a service has: decided by the mapping, else as its module or a field says. Of a VM that several services name,
 * only the one that still lives keeps it.
 */
export function adoptionOf(
  service: { id: number; ended: boolean },
  known: { module: readonly ModuleVm[]; fields: readonly string[]; shared: SharedVm | undefined },
  adopt: Mapping["adopt"],
): Judged<Adoption> {
  const decided = adopt[String(service.id)];
  if (decided === "none") return judged(null);
  if (decided) return judged({ vmid: decided.vmid, node: decided.node ?? null });
  const hint = `adopt: {${service.id}: {vmid: <id>}}`;
  const found = new Map<number, string | null>();
  for (const { vmid, node } of known.module) if (vmid !== 0) found.set(vmid, node);
  for (const text of known.fields) {
    const vmid = /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : undefined;
    if (vmid === undefined)
      return service.ended ? judged(null) : refused("vm_id_unreadable", `"${text}" is no VM id`, hint);
    if (!found.has(vmid)) found.set(vmid, null);
  }
  if (found.size > 1) {
    if (service.ended) return judged(null);
    return refused("ambiguous_field", `the service has several VM ids: ${[...found.keys()].join(", ")}`, hint);
  }
  const [only] = found;
  if (!only) return judged(null);
  const [vmid, node] = only;
  if (!isVmid(vmid)) return service.ended ? judged(null) : refused("vm_id_unreadable", `${vmid} is no VM id`, hint);
  const rivals = (known.shared?.services ?? []).filter(
    ({ id }) => id !== service.id && adopt[String(id)] === undefined,
  );
  if (rivals.length > 0 && service.ended) return judged(null);
  const living = rivals.filter(({ ended }) => !ended).map(({ id }) => id);
  if (living.length > 0) {
    const hint2 = `adopt: {${service.id}: none} or adopt: {${living.join(": none, ")}: none}`;
    return refused("vm_claimed_twice", `VM ${vmid} is also claimed by service ${living.join(", ")}`, hint2);
  }
  return judged({ vmid, node });
}
