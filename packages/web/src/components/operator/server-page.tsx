"use client";

import { serverCan } from "@hostwright/core/server/state";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { operatorServerQuery } from "@/lib/api/operator.ts";
import type { OperatorServerDetail } from "@/lib/api/shapes.ts";
import { formatDisk, formatMemory, formatMoment } from "@/lib/format.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { useTitle } from "@/lib/use-title.ts";
import { FailedPage } from "../failed-page.tsx";
import { PageHeader } from "../page-header.tsx";
import { Labels } from "../servers/labels.tsx";
import { reasonOf } from "../servers/reason.ts";
import { ServerSkeleton } from "../servers/server-skeleton.tsx";
import { Section } from "../ui/card.tsx";
import { Copy } from "../ui/copy.tsx";
import { Fact, Facts } from "../ui/facts.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ServerStatus } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";
import { Holds } from "./holds.tsx";
import { ServerActions } from "./server-actions.tsx";
import { ServerNetwork } from "./server-network.tsx";

const HoldDialog = dynamic(() => import("./hold-dialog.tsx"), { ssr: false });
const MoveDialog = dynamic(() => import("./move-dialog.tsx"), { ssr: false });
const TenantQuota = dynamic(() => import("./tenant-quota.tsx"), { loading: () => <Skeleton className="h-52" /> });
const Notes = dynamic(() => import("../notes/notes.tsx"), { loading: () => <Skeleton className="h-24" /> });
const StopDialog = dynamic(() => import("./stop-dialog.tsx"), { ssr: false });

export function OperatorServerPage({ id }: { id: string }) {
  const { data: server, error, refetch } = useQuery(operatorServerQuery(id));
  if (server) return <Loaded server={server} />;
  return error ? <FailedPage title="Server" error={error} onRetry={() => refetch()} /> : <ServerSkeleton />;
}

/** Why an operator's stop makes no sense; the API allows it whatever else is under way. */
const stopReason = ({ status }: OperatorServerDetail): string | undefined => {
  if (status === "creating") return "It is being created; place a hold to have it handed over stopped.";
  return ["deleting", "deleted", "failed"].includes(status) ? "Nothing of this server runs." : undefined;
};

function Loaded({ server }: { server: OperatorServerDetail }) {
  useTitle(server.name);
  const [dialog, setDialog] = useState<"hold" | "stop" | "move">();
  const noHold = useMissing("operator:hold");
  const noStop = useMissing("operator:power");
  const noMove = useMissing("operator:placement");
  const close = () => setDialog(undefined);
  return (
    <>
      <PageHeader
        title={server.name}
        actions={
          <>
            <ReasonButton reason={noMove ?? reasonOf(serverCan.move(server))} onClick={() => setDialog("move")}>
              Move…
            </ReasonButton>
            <ReasonButton reason={noHold ?? reasonOf(serverCan.hold(server))} onClick={() => setDialog("hold")}>
              Place hold…
            </ReasonButton>
            <ReasonButton look="danger" reason={noStop ?? stopReason(server)} onClick={() => setDialog("stop")}>
              Cut power…
            </ReasonButton>
          </>
        }
      >
        <span className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1">
          <ServerStatus server={server} />
          <Link href={`/operator/tenants/${server.tenant.id}`} className="rounded hover:text-accent">
            {server.tenant.name}
          </Link>
        </span>
      </PageHeader>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <Holds server={server} />
          <Notes subject={server.id} />
          <ServerActions id={server.id} moving={server.action !== null} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Place server={server} />
          <ServerNetwork server={server} />
          <Bought server={server} />
          <TenantQuota tenant={server.tenant} />
        </div>
      </div>
      {dialog === "hold" && <HoldDialog server={server} onClose={close} />}
      {dialog === "move" && <MoveDialog server={server} onClose={close} />}
      {dialog === "stop" && <StopDialog server={server} onClose={close} />}
    </>
  );
}

const Place = ({ server }: { server: OperatorServerDetail }) => (
  <Section title="Where it runs">
    <Facts>
      <Fact name="Endpoint">{server.endpoint}</Fact>
      <Fact name="Node">{server.node ?? "–"}</Fact>
      <Fact name="VM id">
        <Copy what="VM id" value={String(server.vmid)} />
      </Fact>
      <Fact name="Location">{server.location.name}</Fact>
    </Facts>
  </Section>
);

const Bought = ({ server }: { server: OperatorServerDetail }) => (
  <Section title="Details">
    <Facts>
      <Fact name="Tenant">
        {server.tenant.name} <Copy what="tenant id" value={server.tenant.id} className="text-muted" />
      </Fact>
      <Fact name="Plan">
        {server.plan.name} · {server.cores} vCPU · {formatMemory(server.memory_mb)} · {formatDisk(server.disk_gb)}
      </Fact>
      <Fact name="Image">{server.image.name}</Fact>
      <Fact name="Created">
        <Ago at={server.created} />
      </Fact>
      {server.deletion_due && <Fact name="Deletion due">{formatMoment(server.deletion_due)}</Fact>}
      <Fact name="Labels">{Object.keys(server.labels).length > 0 ? <Labels labels={server.labels} /> : "–"}</Fact>
      <Fact name="Id">
        <Copy what="server id" value={server.id} />
      </Fact>
    </Facts>
  </Section>
);
