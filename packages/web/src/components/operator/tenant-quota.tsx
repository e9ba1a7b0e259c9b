"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { tenantQuotaQuery } from "@/lib/api/quota.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import QuotaUsage from "../quota/usage.tsx";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

const QuotaDialog = dynamic(() => import("./quota-dialog.tsx"), { ssr: false });

/** What a tenant may have and has, to be changed by operators. */
export default function TenantQuota({ tenant }: { tenant: { id: string; name: string } }) {
  const missing = useMissing("operator:quota");
  const [open, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({ ...tenantQuotaQuery(tenant.id), enabled: missing === undefined });
  return (
    <Section
      title={`Quota of ${tenant.name}`}
      className="min-h-40"
      aside={
        <ReasonButton size="sm" reason={missing ?? (data ? undefined : "Still loading.")} onClick={() => setOpen(true)}>
          Change…
        </ReasonButton>
      }
    >
      {missing ? (
        <p className="text-muted text-sm">{missing}</p>
      ) : data ? (
        <QuotaUsage quota={data.quota} />
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <Skeleton className="h-32" />
      )}
      {open && data && (
        <QuotaDialog tenant={tenant} quota={data.quota} overrides={data.overrides} onClose={() => setOpen(false)} />
      )}
    </Section>
  );
}
