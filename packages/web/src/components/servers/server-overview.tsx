"use client";

import type { Action, ServerDetail } from "@/lib/api/shapes.ts";
import { ActionCard } from "../actions/action-card.tsx";
import { TimelineAnnouncer } from "../actions/timeline-announcer.tsx";
import { Section } from "../ui/card.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { DangerZone } from "./danger-zone.tsx";
import { LabelsSection } from "./labels-section.tsx";
import { ServerFacts } from "./server-facts.tsx";

/** The present or latest action with its steps, and everything that is known about the server. */
export function ServerOverview({
  server,
  actions,
  onDelete,
}: {
  server: ServerDetail;
  actions: Action[] | undefined;
  onDelete: () => void;
}) {
  const latest = actions?.find((action) => action.id === server.action) ?? actions?.[0];
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-4">
        <TimelineAnnouncer action={latest} />
        {latest ? (
          <ActionCard key={latest.id} action={latest} />
        ) : (
          <Section title="Latest action">
            {actions ? <p className="text-muted text-sm">Nothing yet.</p> : <Skeleton className="h-40" />}
          </Section>
        )}
        <LabelsSection server={server} />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <ServerFacts server={server} />
        <DangerZone server={server} onDelete={onDelete} />
      </div>
    </div>
  );
}
