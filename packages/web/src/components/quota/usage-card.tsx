"use client";

import { useQuery } from "@tanstack/react-query";
import { quotaQuery } from "@/lib/api/quota.ts";
import { Section } from "../ui/card.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import QuotaUsage from "./usage.tsx";

/** What the tenant has of what it may have. Where that cannot be told, nothing is shown: an order is checked anyway. */
export default function UsageCard() {
  const { data, error } = useQuery(quotaQuery);
  if (error && !data) return null;
  return (
    <Section title="Your quota" className="min-h-56">
      {data ? <QuotaUsage quota={data} /> : <Skeleton className="h-48" />}
    </Section>
  );
}
