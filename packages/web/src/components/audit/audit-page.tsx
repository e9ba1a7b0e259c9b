"use client";

import { useQuery } from "@tanstack/react-query";
import { ScrollText, Settings2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { auditEntriesQuery } from "@/lib/api/audit.ts";
import type { AuditEntry } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { DataTable } from "../data-table.tsx";
import { PageHeader } from "../page-header.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Empty } from "../ui/empty.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { entryColumns } from "./columns.tsx";
import { ExportButtons } from "./export-buttons.tsx";
import { Filters, useAuditFilters } from "./filters.tsx";
import { IntegrityCheck } from "./integrity.tsx";

const EntryDialog = dynamic(() => import("./entry-dialog.tsx"), { ssr: false });
const SettingsDialog = dynamic(() => import("./settings-dialog.tsx"), { ssr: false });

/** Who did what, from where, and what it changed: in the tenant, or for operators everywhere. */
export function AuditPage({ asOperator = false }: { asOperator?: boolean }) {
  const { filters, cursor, state, narrow, move } = useAuditFilters();
  const unsettled = useMissing("audit:manage");
  const [shown, setShown] = useState<AuditEntry>();
  const [settling, setSettling] = useState(false);
  const { data, error, refetch } = useQuery(auditEntriesQuery(filters, cursor ?? undefined, asOperator));
  const actions = (
    <>
      <ExportButtons filters={filters} />
      <ReasonButton reason={unsettled} onClick={() => setSettling(true)}>
        <Settings2 aria-hidden />
        Settings
      </ReasonButton>
    </>
  );
  return (
    <>
      <PageHeader title="Audit" actions={asOperator ? undefined : actions}>
        {asOperator
          ? "What was done in every tenant and on the platform, by whom and from where."
          : "What was done in your tenant, by whom and from where; refusals and sign-ins too."}
      </PageHeader>
      <IntegrityCheck key={state.tenant} tenant={asOperator ? (state.tenant ?? "platform") : undefined} />
      <Filters state={state} narrow={narrow} asOperator={asOperator} />
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <DataTable
          label="Audit entries"
          columns={entryColumns(setShown)}
          rows={data?.entries}
          rowKey={(entry) => entry.id}
          empty={
            <Empty icon={ScrollText} title="Nothing found">
              {Object.keys(filters).length > 0
                ? "No entry matches all filters."
                : "Every change is written down here, refused ones and sign-ins too."}
            </Empty>
          }
        />
      )}
      <Pager what="audit entries" cursor={cursor} next={data?.meta.pagination.next_cursor} onMove={move} />
      {shown && <EntryDialog entry={shown} onClose={() => setShown(undefined)} />}
      {settling && <SettingsDialog onClose={() => setSettling(false)} />}
    </>
  );
}
