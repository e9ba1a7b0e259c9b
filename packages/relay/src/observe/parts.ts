import type { ObservationMessage, ObservedSite } from "@hostwright/core/monitoring/jobs";

/** Ten of these go to the queue in one request, which takes 256 KiB; and a row of the records takes 32 KiB. */
const PART_BYTES = 22_000;

/** A look cut into messages. Even one that saw no VM says so. */
export function toParts(
  head: Omit<ObservationMessage, "part" | "parts" | "site" | "vms">,
  seen: { site: ObservedSite; vms: ObservationMessage["vms"] },
): ObservationMessage[] {
  const groups: ObservationMessage["vms"][] = [[]];
  let bytes = JSON.stringify(seen.site).length;
  for (const vm of seen.vms) {
    const more = JSON.stringify(vm).length + 1;
    if (bytes + more > PART_BYTES) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(vm);
    bytes += more;
  }
  return groups.map((vms, part) => ({
    ...head,
    part,
    parts: groups.length,
    ...(part === 0 ? { site: seen.site } : {}),
    vms,
  }));
}
