"use client";

import { useQuery } from "@tanstack/react-query";
import { PiggyBank } from "lucide-react";
import { type Credit, creditsQuery } from "@/lib/api/archive.ts";
import { formatAmount, formatDay } from "@/lib/format.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Empty } from "../ui/empty.tsx";
import type { PanelProps } from "./invoices-panel.tsx";

const columns: Column<Credit>[] = [
  {
    id: "on",
    header: "On",
    meta: { className: "whitespace-nowrap tabular" },
    cell: ({ row: { original: one } }) => formatDay(one.on),
  },
  {
    id: "what",
    header: "What for",
    meta: { className: "w-full" },
    cell: ({ row: { original: one } }) => <span className="break-words">{one.description || "—"}</span>,
  },
  {
    id: "amount",
    header: "Amount",
    meta: { className: "whitespace-nowrap text-right tabular" },
    cell: ({ row: { original: one } }) => formatAmount(one.amount, one),
  },
];

export default function CreditsPanel({ whose, cursor, onMove }: PanelProps) {
  const { data, error, refetch } = useQuery(creditsQuery(whose, cursor ?? undefined));
  if (error && !data) return <ProblemNotice error={error} onRetry={() => refetch()} />;
  return (
    <>
      <DataTable
        label="Credit"
        columns={columns}
        rows={data?.credits}
        rowKey={(one) => one.id}
        empty={
          <Empty icon={PiggyBank} title="No credit">
            Nothing came to or went from a credit before.
          </Empty>
        }
      />
      <Pager what="credits" cursor={cursor} next={data?.meta.pagination.next_cursor} onMove={onMove} />
    </>
  );
}
