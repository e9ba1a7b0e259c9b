import type { Plan } from "@/lib/api/shapes.ts";
import { formatCount, formatDisk, formatRate } from "@/lib/format.ts";

/** A plan's limits in words, those it has. */
export function planLimits(plan: Plan): string[] {
  return [
    plan.traffic_gb !== null && `${formatDisk(plan.traffic_gb)} traffic`,
    plan.nic_mbit !== null && formatRate(plan.nic_mbit),
    plan.disk_iops !== null && `${formatCount(plan.disk_iops)} IOPS`,
    plan.disk_mbps !== null && `${formatCount(plan.disk_mbps)} MB/s disk`,
    plan.cpu.limit_percent > 0 && plan.cpu.limit_percent < plan.cores * 100 && `CPU up to ${plan.cpu.limit_percent} %`,
  ].filter((one) => one !== false);
}
