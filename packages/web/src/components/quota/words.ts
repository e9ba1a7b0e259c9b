import type { Quota, QuotaResource } from "@/lib/api/quota.ts";
import type { Plan } from "@/lib/api/shapes.ts";
import { formatCount, formatDisk, formatMemory } from "../../lib/format.ts";

export const QUOTA_NAMES: Record<QuotaResource, string> = {
  servers: "Servers",
  addresses: "Addresses",
  cores: "vCPU",
  memory_mb: "Memory",
  disk_gb: "Disk",
};

export function formatAmount(resource: QuotaResource, amount: number): string {
  if (resource === "memory_mb") return formatMemory(amount);
  return resource === "disk_gb" ? formatDisk(amount) : formatCount(amount);
}

type Size = Pick<Plan, "cores" | "memory_mb" | "disk_gb">;

/** A server has one IPv4 address and one IPv6 network. */
const PER_SERVER = { servers: 1, addresses: 2 };

/** Why a server of that plan would be refused: the first thing there is too little of; undefined: it fits. */
export function beyondQuota(quota: Quota | undefined, plan: Size | undefined): string | undefined {
  if (!quota || !plan) return undefined;
  const wanted = { ...PER_SERVER, cores: plan.cores, memory_mb: plan.memory_mb, disk_gb: plan.disk_gb };
  for (const resource of ["servers", "addresses", "cores", "memory_mb", "disk_gb"] as const) {
    const { used, limit } = quota[resource];
    if (used + wanted[resource] > limit)
      return `Your quota is ${formatAmount(resource, limit)} ${RESOURCE_WORDS[resource]}, and ${formatAmount(resource, used)} are in use. Delete what you do not need, or ask support for more.`;
  }
  return undefined;
}

const RESOURCE_WORDS: Record<QuotaResource, string> = {
  servers: "servers",
  addresses: "addresses",
  cores: "vCPU",
  memory_mb: "of memory",
  disk_gb: "of disk",
};
