"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { operatorActionQuery } from "@/lib/api/operator.ts";
import type { OperatorAction } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { useTitle } from "@/lib/use-title.ts";
import { commandTitle } from "@/lib/words/commands.ts";
import { ActionCard } from "../actions/action-card.tsx";
import { TimelineAnnouncer } from "../actions/timeline-announcer.tsx";
import { FailedPage } from "../failed-page.tsx";
import { PageHeader } from "../page-header.tsx";
import { ServerSkeleton } from "../servers/server-skeleton.tsx";
import { Section } from "../ui/card.tsx";
import { Copy } from "../ui/copy.tsx";
import { Fact, Facts } from "../ui/facts.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { ActionStatusBadge } from "../ui/status.tsx";
import { Jobs } from "./jobs.tsx";
import { useOperatorChanges } from "./use-operator-changes.ts";

export function OperatorActionPage({ id }: { id: string }) {
  const { data: action, error, refetch } = useQuery(operatorActionQuery(id));
  if (action) return <Loaded action={action} />;
  return error ? <FailedPage title="Action" error={error} onRetry={() => refetch()} /> : <ServerSkeleton />;
}

const undoReason = (action: OperatorAction): string | undefined => {
  if (action.status !== "error") return "Only a failed action can be undone again.";
  return action.error?.leftovers.length ? undefined : "It left nothing behind.";
};

function Loaded({ action }: { action: OperatorAction }) {
  useTitle(commandTitle(action.command));
  const { undo } = useOperatorChanges();
  const missing = useMissing("operator:action");
  return (
    <>
      <PageHeader
        title={commandTitle(action.command)}
        actions={
          <ReasonButton
            reason={missing ?? undoReason(action)}
            busy={undo.isPending}
            onClick={() => undo.mutate(action.id)}
          >
            Undo again
          </ReasonButton>
        }
      >
        <span className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1">
          <ActionStatusBadge status={action.status} />
          {action.tenant?.name}
          <Copy what="action id" value={action.id} />
        </span>
      </PageHeader>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="min-w-0">
          <TimelineAnnouncer action={action} />
          <ActionCard action={action} />
        </div>
        <Trail action={action} />
      </div>
      <div className="mt-4">
        <Jobs jobs={action.jobs} />
      </div>
    </>
  );
}

/** What leads from here to the execution, the logs and Proxmox. */
const Trail = ({ action }: { action: OperatorAction }) => (
  <Section title="Trail">
    <Facts>
      {action.resources.map((resource) => (
        <Fact key={resource.id} name={resource.type === "server" ? "Server" : resource.type}>
          {resource.type === "server" && (
            <Link
              href={`/operator/servers/${resource.id}`}
              className="inline-flex min-h-6 items-center rounded text-accent hover:underline"
            >
              Open
            </Link>
          )}
          <Copy what={`${resource.type} id`} value={resource.id} />
        </Fact>
      ))}
      <Fact name="Execution">
        <Copy what="execution name" value={action.execution} />
      </Fact>
      <Fact name="Request">
        <Copy what="request id" value={action.request_id} />
      </Fact>
      <Fact name="Started by">
        <Copy what="actor" value={action.started_by} />
      </Fact>
      <Fact name="Attempt">{action.attempt}</Fact>
    </Facts>
    {action.detail && (
      <div className="mt-4">
        <h3 className="mb-1 text-muted text-xs">Proxmox’s own words</h3>
        <pre className="overflow-x-auto whitespace-pre-wrap break-words rounded-md border bg-canvas p-3 font-mono text-xs">
          {action.detail}
        </pre>
      </div>
    )}
  </Section>
);
