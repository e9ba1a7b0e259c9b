"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { type TenantDetail, tenantDetailQuery } from "@/lib/api/staff.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { useTitle } from "@/lib/use-title.ts";
import { FailedPage } from "../failed-page.tsx";
import { PageHeader } from "../page-header.tsx";
import { ServerSkeleton } from "../servers/server-skeleton.tsx";
import { Banner } from "../ui/banner.tsx";
import { Copy } from "../ui/copy.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";
import { STATUS_TITLES, STATUS_TONES } from "./status.ts";
import { TenantArchive } from "./tenant-archive.tsx";
import { TenantHolds, TenantMembers, TenantServers } from "./tenant-sections.tsx";

const loading = () => <Skeleton className="h-40" />;
const Notes = dynamic(() => import("../notes/notes.tsx"), { loading });
const TenantQuota = dynamic(() => import("../operator/tenant-quota.tsx"), { loading });
const SupportHistory = dynamic(() => import("../support/history.tsx"), { loading });
const StartDialog = dynamic(() => import("../support/start-dialog.tsx"), { ssr: false });

const NOBODY = "Nobody of this tenant can be acted for: it has no members, or they are operators.";

/** A tenant as operators see it. */
export function TenantPage({ id }: { id: string }) {
  const { data: tenant, error, refetch } = useQuery(tenantDetailQuery(id));
  if (tenant) return <Loaded tenant={tenant} />;
  return error ? <FailedPage title="Tenant" error={error} onRetry={() => refetch()} /> : <ServerSkeleton />;
}

function Loaded({ tenant }: { tenant: TenantDetail }) {
  useTitle(tenant.name);
  const missing = useMissing("operator:support");
  const [acting, setActing] = useState(false);
  const nobody = tenant.members.every(({ operator }) => operator) ? NOBODY : undefined;
  return (
    <>
      <SupportOver name={tenant.name} />
      <PageHeader
        title={tenant.name}
        actions={
          <ReasonButton reason={missing ?? nobody} onClick={() => setActing(true)}>
            Act as customer…
          </ReasonButton>
        }
      >
        <span className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={STATUS_TONES[tenant.status]}>{STATUS_TITLES[tenant.status]}</Badge>
          <span>
            since <Ago at={tenant.created} />
          </span>
          <Copy what="tenant id" value={tenant.id} />
        </span>
        {tenant.status_reason && <p className="mt-1">{tenant.status_reason}</p>}
      </PageHeader>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <Notes subject={tenant.id} />
          <TenantHolds tenant={tenant} />
          <TenantServers tenant={tenant} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <TenantMembers tenant={tenant} />
          <TenantQuota tenant={tenant} />
          <TenantArchive tenant={tenant} />
          {!missing && <SupportHistory tenant={tenant.id} />}
        </div>
      </div>
      {acting && <StartDialog tenant={tenant} onClose={() => setActing(false)} />}
    </>
  );
}

/** Says to an operator who comes back from a customer's place that they are themselves again. */
function SupportOver({ name }: { name: string }) {
  const [support] = useQueryState("support", parseAsStringLiteral(["over", "ended"]));
  if (!support) return null;
  return (
    <div className="mb-5">
      <Banner
        look="info"
        title={support === "over" ? `The time to act as ${name} is over` : `You no longer act as ${name}`}
      >
        You are yourself again. What was done is in their activity, with your reason.
      </Banner>
    </div>
  );
}
