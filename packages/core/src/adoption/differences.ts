import type { SeenVm } from "./jobs.ts";

/** What the records say a VM is, as the system it comes from had it; null or 0: it did not say. */
export interface Recorded {
  status: string;
  cores: number;
  memory_mb: number;
  disk_gb: number;
  addresses: readonly string[];
  mac: string | null;
}

export interface SpecDifference {
  what: "cores" | "memory_mb" | "disk_gb" | "addresses" | "mac" | "power";
  recorded: string;
  seen: string;
}

/** What records and VM say differently. The VM stays as it is; both are shown. Pure. */
export function differencesOf(recorded: Recorded, seen: SeenVm): SpecDifference[] {
  const found: SpecDifference[] = [];
  for (const what of ["cores", "memory_mb", "disk_gb"] as const)
    if (recorded[what] !== 0 && recorded[what] !== seen[what])
      found.push({ what, recorded: String(recorded[what]), seen: String(seen[what]) });
  const missing = recorded.addresses.filter((address) => !seen.addresses.includes(address));
  if (seen.addresses.length > 0 && missing.length > 0)
    found.push({ what: "addresses", recorded: recorded.addresses.join(", "), seen: seen.addresses.join(", ") });
  if (recorded.mac && seen.macs.length > 0 && !seen.macs.includes(recorded.mac.toUpperCase()))
    found.push({ what: "mac", recorded: recorded.mac.toUpperCase(), seen: seen.macs.join(", ") });
  if (recorded.status === "suspended" && seen.power === "running")
    found.push({ what: "power", recorded: "suspended", seen: "running" });
  return found;
}
