"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { type AuditFilters, auditQuery } from "@/lib/api/actions.ts";
import { RowList } from "../actions/action-list.tsx";
import { AuditRow } from "../actions/audit-row.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";

interface Props {
  filters: AuditFilters;
  onMove: (cursor: string | null) => void;
}

export function AuditPanel({ filters, onMove }: Props) {
  const { data, error, refetch } = useQuery(auditQuery(filters));
  if (error && !data) return <ProblemNotice error={error} onRetry={() => refetch()} />;
  if (data?.entries.length === 0)
    return (
      <Card>
        <Empty icon={History} title="Nothing recorded">
          Every change in the tenant is written down here, refused ones too.
        </Empty>
      </Card>
    );
  return (
    <>
      <RowList label="Audit" loading={!data} expected={8}>
        {data?.entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </RowList>
      <Pager
        what="audit entries"
        cursor={filters.cursor ?? null}
        next={data?.meta.pagination.next_cursor}
        onMove={onMove}
      />
    </>
  );
}
