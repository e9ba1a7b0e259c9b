"use client";

import { useQuery } from "@tanstack/react-query";
import { Workflow, X } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { operatorActionsQuery } from "@/lib/api/operator.ts";
import { ACTION_STATUSES } from "@/lib/api/shapes.ts";
import { actionStatusTitle } from "@/lib/words/statuses.ts";
import { RowList } from "../actions/action-list.tsx";
import { PageHeader } from "../page-header.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Input, NativeSelect } from "../ui/field.tsx";
import { OperatorActionRow } from "./operator-action-row.tsx";

const parsers = {
  status: parseAsStringLiteral(ACTION_STATUSES),
  resource: parseAsString,
  tenant: parseAsString,
  cursor: parseAsString,
};

/** What runs and what failed, in all tenants. */
export function OperatorActionList() {
  const [state, set] = useQueryStates(parsers, { history: "replace" });
  const { data, error, refetch } = useQuery(
    operatorActionsQuery({
      status: state.status ?? undefined,
      resource: state.resource ?? undefined,
      tenant: state.tenant ?? undefined,
      cursor: state.cursor ?? undefined,
      limit: 25,
    }),
  );
  const filtered = state.status !== null || state.resource !== null || state.tenant !== null;
  return (
    <>
      <PageHeader title="Actions">All tenants.</PageHeader>
      <search className="mb-3 flex flex-wrap gap-2">
        <NativeSelect
          aria-label="Filter by outcome"
          className="w-auto"
          value={state.status ?? ""}
          onChange={(event) =>
            set({ status: ACTION_STATUSES.find((one) => one === event.target.value) ?? null, cursor: null })
          }
        >
          <option value="">Any outcome</option>
          {ACTION_STATUSES.map((status) => (
            <option key={status} value={status}>
              {actionStatusTitle(status)}
            </option>
          ))}
        </NativeSelect>
        <Input
          aria-label="Filter by resource id"
          placeholder="Id of a server"
          className="w-64 max-w-full font-mono text-xs placeholder:font-sans"
          value={state.resource ?? ""}
          onChange={(event) => set({ resource: event.target.value.trim() || null, cursor: null })}
        />
        {filtered && (
          <Button look="quiet" onClick={() => set({ status: null, resource: null, tenant: null, cursor: null })}>
            <X aria-hidden />
            Clear
          </Button>
        )}
      </search>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : data?.actions.length === 0 ? (
        <Card>
          <Empty icon={Workflow} title="No actions">
            {filtered ? "None matches the filter." : "Nothing has been done yet."}
          </Empty>
        </Card>
      ) : (
        <RowList label="Actions" loading={!data} expected={8}>
          {data?.actions.map((action) => (
            <OperatorActionRow key={action.id} action={action} />
          ))}
        </RowList>
      )}
      <Pager
        what="actions"
        cursor={state.cursor}
        next={data?.meta.pagination.next_cursor}
        onMove={(cursor) => set({ cursor }, { history: "push" })}
      />
    </>
  );
}
