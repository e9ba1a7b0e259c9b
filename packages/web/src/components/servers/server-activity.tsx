"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { auditQuery } from "@/lib/api/actions.ts";
import type { Action } from "@/lib/api/shapes.ts";
import { RowList } from "../actions/action-list.tsx";
import { ActionRow } from "../actions/action-row.tsx";
import { AuditRow } from "../actions/audit-row.tsx";
import { ProblemNotice } from "../problem-notice.tsx";

/** What happened to this server: its actions, and who asked for what. */
export function ServerActivity({
  id,
  actions,
  error,
}: {
  id: string;
  actions: Action[] | undefined;
  error: Error | null;
}) {
  const audit = useQuery(auditQuery({ resource: id, limit: 20 }));
  return (
    <div className="flex flex-col gap-5">
      <section aria-label="Actions">
        <h2 className="mb-2 font-medium text-sm">Actions</h2>
        {error && !actions ? (
          <ProblemNotice error={error} />
        ) : (
          <RowList label="Actions" loading={!actions} expected={3}>
            {actions?.map((action) => (
              <ActionRow key={action.id} action={action} />
            ))}
          </RowList>
        )}
      </section>
      <section aria-label="Audit">
        <h2 className="mb-2 font-medium text-sm">Who did what</h2>
        {audit.error && !audit.data ? (
          <ProblemNotice error={audit.error} />
        ) : (
          <RowList label="Audit" loading={!audit.data} expected={3}>
            {audit.data?.entries.map((entry) => (
              <AuditRow key={entry.id} entry={entry} linked={false} />
            ))}
          </RowList>
        )}
      </section>
      <p className="text-sm">
        <Link href={`/activity?resource=${id}`} className="rounded text-accent hover:underline">
          All of its activity
        </Link>
      </p>
    </div>
  );
}
