"use client";

import { useQuery } from "@tanstack/react-query";
import { operatorActionsQuery } from "@/lib/api/operator.ts";
import { FAST } from "@/lib/api/polling.ts";
import { RowList } from "../actions/action-list.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { OperatorActionRow } from "./operator-action-row.tsx";

/** What was done to one server; `moving` while something is under way. */
export function ServerActions({ id, moving }: { id: string; moving: boolean }) {
  const { data, error } = useQuery({
    ...operatorActionsQuery({ resource: id, limit: 20 }),
    ...(moving ? { refetchInterval: FAST } : {}),
  });
  return (
    <section aria-label="Actions">
      <h2 className="mb-2 font-medium text-sm">Actions</h2>
      {error && !data ? (
        <ProblemNotice error={error} />
      ) : (
        <RowList label="Actions" loading={!data} expected={3}>
          {data?.actions.map((action) => (
            <OperatorActionRow key={action.id} action={action} tenant={false} />
          ))}
        </RowList>
      )}
    </section>
  );
}
