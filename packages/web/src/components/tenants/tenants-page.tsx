"use client";

import { useQuery } from "@tanstack/react-query";
import { Building2, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import { type OperatorTenant, tenantsQuery } from "@/lib/api/people.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { DataTable } from "../data-table.tsx";
import { PageHeader } from "../page-header.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Empty } from "../ui/empty.tsx";
import { Input, NativeSelect } from "../ui/field.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { STATUS_TITLES, STATUSES } from "./status.ts";
import { tenantColumns } from "./tenant-columns.tsx";

const NewDialog = dynamic(() => import("./new-dialog.tsx"), { ssr: false });
const DecideDialog = dynamic(() => import("./decide-dialog.tsx"), { ssr: false });

const parsers = { status: parseAsStringLiteral(STATUSES), name: parseAsString, cursor: parseAsString };

/** Customers: those who wait for a look, and all the others. */
export function TenantsPage() {
  const [state, set] = useQueryStates(parsers, { history: "replace" });
  const { data, error, refetch } = useQuery(
    tenantsQuery({
      status: state.status ?? undefined,
      name: state.name || undefined,
      cursor: state.cursor ?? undefined,
    }),
  );
  const locked = useMissing("operator:tenant");
  const [making, setMaking] = useState(false);
  const [deciding, setDeciding] = useState<{ tenant: OperatorTenant; approve: boolean }>();
  return (
    <>
      <PageHeader
        title="Tenants"
        actions={
          <ReasonButton look="primary" reason={locked} onClick={() => setMaking(true)}>
            <Plus aria-hidden />
            New tenant
          </ReasonButton>
        }
      >
        Where new ones are looked at, they order nothing until you have approved them.
      </PageHeader>
      <search className="mb-3 flex flex-wrap gap-2">
        <NativeSelect
          aria-label="Filter by status"
          className="w-auto"
          value={state.status ?? ""}
          onChange={(event) =>
            set({ status: STATUSES.find((one) => one === event.target.value) ?? null, cursor: null })
          }
        >
          <option value="">Any status</option>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {STATUS_TITLES[status]}
            </option>
          ))}
        </NativeSelect>
        <Input
          aria-label="Filter by name"
          placeholder="Name"
          className="w-48"
          value={state.name ?? ""}
          onChange={(event) => set({ name: event.target.value || null, cursor: null })}
        />
      </search>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <DataTable
          label="Tenants"
          columns={tenantColumns(locked, (tenant, approve) => setDeciding({ tenant, approve }))}
          rows={data?.tenants}
          rowKey={(tenant) => tenant.id}
          empty={
            <Empty icon={Building2} title={state.status === "pending_review" ? "Nobody waits" : "No tenant"}>
              {state.status === "pending_review" ? "Everybody has been looked at." : "None matches the filter."}
            </Empty>
          }
        />
      )}
      <Pager
        what="tenants"
        cursor={state.cursor}
        next={data?.meta.pagination.next_cursor}
        onMove={(cursor) => set({ cursor }, { history: "push" })}
      />
      {making && <NewDialog onClose={() => setMaking(false)} />}
      {deciding && <DecideDialog {...deciding} onClose={() => setDeciding(undefined)} />}
    </>
  );
}
