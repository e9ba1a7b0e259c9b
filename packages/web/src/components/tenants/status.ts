import type { TenantStatus } from "@/lib/api/people.ts";

export const STATUSES = ["pending_review", "active", "refused"] as const satisfies TenantStatus[];
export const STATUS_TITLES: Record<TenantStatus, string> = {
  pending_review: "Waiting",
  active: "Active",
  refused: "Refused",
};
export const STATUS_TONES = { pending_review: "warn", active: "good", refused: "bad" } as const;
