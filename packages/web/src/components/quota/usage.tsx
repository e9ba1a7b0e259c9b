import { QUOTA_RESOURCES, type Quota } from "@/lib/api/quota.ts";
import { formatCount } from "@/lib/format.ts";
import { Meter } from "../ui/meter.tsx";
import { formatAmount, QUOTA_NAMES } from "./words.ts";

/** What is used of each quota. */
export default function QuotaUsage({ quota }: { quota: Quota }) {
  return (
    <div className="flex flex-col gap-3">
      {QUOTA_RESOURCES.map((resource) => (
        <Meter
          key={resource}
          label={QUOTA_NAMES[resource]}
          value={quota[resource].used}
          limit={quota[resource].limit}
          format={(amount) => formatAmount(resource, amount)}
        />
      ))}
      <p className="text-muted text-xs">{formatCount(quota.requests_per_minute)} API requests a minute.</p>
    </div>
  );
}
