"use client";

import { FINDING_CODES, FINDINGS, SEVERITIES } from "@hostwright/core/reconcile/state";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, SearchX, X } from "lucide-react";
import Link from "next/link";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { findingsQuery } from "@/lib/api/findings.ts";
import { endpointsQuery } from "@/lib/api/operator.ts";
import type { Finding } from "@/lib/api/shapes.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { PageHeader } from "../page-header.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { NativeSelect } from "../ui/field.tsx";
import { Ago } from "../ui/time.tsx";
import { FindingStatus, findingStatusTitle, SeverityBadge } from "./finding-badges.tsx";
import { subjectTitle } from "./words.ts";

const STATUSES = ["open", "muted", "closed"] as const;
const parsers = {
  status: parseAsStringLiteral(STATUSES).withDefault("open"),
  severity: parseAsStringLiteral(SEVERITIES),
  code: parseAsStringLiteral(FINDING_CODES),
  endpoint: parseAsString,
  cursor: parseAsString,
};

const columns: Column<Finding>[] = [
  {
    id: "what",
    header: "Finding",
    meta: { className: "min-w-48" },
    cell: ({ row: { original: finding } }) => (
      <Link
        href={`/operator/findings/${finding.id}`}
        data-row-link
        className="flex flex-col rounded font-medium hover:text-accent"
      >
        {FINDINGS[finding.code].title}
        <span className="font-normal text-muted text-xs">{subjectTitle(finding)}</span>
      </Link>
    ),
  },
  {
    id: "severity",
    header: "Severity",
    cell: ({ row: { original: finding } }) => <SeverityBadge severity={finding.severity} />,
  },
  {
    id: "status",
    header: "Status",
    meta: { className: "max-sm:hidden" },
    cell: ({ row: { original: finding } }) => <FindingStatus status={finding.status} />,
  },
  {
    id: "endpoint",
    header: "Endpoint",
    meta: { className: "max-md:hidden whitespace-nowrap text-muted" },
    cell: ({ row: { original: finding } }) => finding.endpoint,
  },
  {
    id: "seen",
    header: "Since",
    meta: { className: "whitespace-nowrap text-muted" },
    cell: ({ row: { original: finding } }) => <Ago at={finding.first_seen} />,
  },
];

/** Where what is there differs from what should be. */
export function FindingList() {
  const [state, set] = useQueryStates(parsers, { history: "replace" });
  const { data: endpoints } = useQuery(endpointsQuery);
  const { data, error, refetch } = useQuery(
    findingsQuery({
      status: state.status,
      severity: state.severity ?? undefined,
      code: state.code ?? undefined,
      endpoint: state.endpoint ?? undefined,
      cursor: state.cursor ?? undefined,
      limit: 25,
    }),
  );
  const filtered = state.severity !== null || state.code !== null || state.endpoint !== null;
  return (
    <>
      <PageHeader title="Reconciliation">
        Each endpoint is compared with the records every minute. What is safe to repair is repaired; the rest is yours
        to decide.
      </PageHeader>
      <search className="mb-3 flex flex-wrap gap-2">
        <NativeSelect
          aria-label="Filter by status"
          className="w-auto"
          value={state.status}
          onChange={(event) =>
            set({ status: STATUSES.find((one) => one === event.target.value) ?? null, cursor: null })
          }
        >
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {findingStatusTitle(status)}
            </option>
          ))}
        </NativeSelect>
        <NativeSelect
          aria-label="Filter by severity"
          className="w-auto"
          value={state.severity ?? ""}
          onChange={(event) =>
            set({ severity: SEVERITIES.find((one) => one === event.target.value) ?? null, cursor: null })
          }
        >
          <option value="">Any severity</option>
          <option value="critical">Critical</option>
          <option value="warning">Warning</option>
        </NativeSelect>
        <NativeSelect
          aria-label="Filter by kind"
          className="w-auto max-w-full"
          value={state.code ?? ""}
          onChange={(event) =>
            set({ code: FINDING_CODES.find((one) => one === event.target.value) ?? null, cursor: null })
          }
        >
          <option value="">Any kind</option>
          {FINDING_CODES.map((code) => (
            <option key={code} value={code}>
              {FINDINGS[code].title}
            </option>
          ))}
        </NativeSelect>
        <NativeSelect
          aria-label="Filter by endpoint"
          className="w-auto max-w-full"
          value={state.endpoint ?? ""}
          onChange={(event) => set({ endpoint: event.target.value || null, cursor: null })}
        >
          <option value="">Any endpoint</option>
          {endpoints?.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </NativeSelect>
        {filtered && (
          <Button look="quiet" onClick={() => set({ severity: null, code: null, endpoint: null, cursor: null })}>
            <X aria-hidden />
            Clear
          </Button>
        )}
      </search>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <DataTable
          label="Findings"
          columns={columns}
          rows={data?.findings}
          rowKey={(finding) => finding.id}
          empty={
            filtered || state.status !== "open" ? (
              <Empty icon={SearchX} title="No finding">
                None matches the filter.
              </Empty>
            ) : (
              <Empty icon={CircleCheck} title="Nothing differs">
                What the endpoints show is what the records say.
              </Empty>
            )
          }
        />
      )}
      <Pager
        what="findings"
        cursor={state.cursor}
        next={data?.meta.pagination.next_cursor}
        onMove={(cursor) => set({ cursor }, { history: "push" })}
      />
    </>
  );
}
