"use client";

import { useQuery } from "@tanstack/react-query";
import { Banknote } from "lucide-react";
import Link from "next/link";
import { type Payment, paymentsQuery } from "@/lib/api/archive.ts";
import { formatAmount, formatDate } from "@/lib/format.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Empty } from "../ui/empty.tsx";
import type { PanelProps } from "./invoices-panel.tsx";

const columns = (asOperator: boolean): Column<Payment>[] => [
  {
    id: "at",
    header: "On",
    meta: { className: "whitespace-nowrap tabular" },
    cell: ({ row: { original: one } }) => formatDate(one.at),
  },
  {
    id: "what",
    header: "For",
    meta: { className: "w-full max-w-0 md:w-auto md:max-w-80" },
    cell: ({ row: { original: one } }) => (
      <div className="min-w-0">
        {one.invoice ? (
          <Link
            data-row-link
            href={`${asOperator ? "/operator" : ""}/invoices/${one.invoice.id}`}
            className="block truncate rounded font-medium hover:text-accent"
          >
            {one.invoice.number ?? "Invoice without a number"}
          </Link>
        ) : (
          <span className="block truncate">{one.description || "—"}</span>
        )}
        <span className="block truncate text-muted text-xs">
          {[one.gateway, one.reference].filter(Boolean).join(" · ")}
        </span>
      </div>
    ),
  },
  {
    id: "amount",
    header: "Amount",
    meta: { className: "whitespace-nowrap text-right tabular" },
    cell: ({ row: { original: one } }) => (
      <>
        {(one.paid !== 0 || one.refunded === 0) && <span className="block">{formatAmount(one.paid, one)}</span>}
        {one.refunded !== 0 && <span className="block text-muted">{formatAmount(-one.refunded, one)} paid back</span>}
      </>
    ),
  },
];

export default function PaymentsPanel({ whose, cursor, onMove }: PanelProps) {
  const { data, error, refetch } = useQuery(paymentsQuery(whose, cursor ?? undefined));
  if (error && !data) return <ProblemNotice error={error} onRetry={() => refetch()} />;
  return (
    <>
      <DataTable
        label="Payments"
        columns={columns(whose.asOperator)}
        rows={data?.payments}
        rowKey={(one) => one.id}
        empty={
          <Empty icon={Banknote} title="No payments">
            None were brought over from another system.
          </Empty>
        }
      />
      <Pager what="payments" cursor={cursor} next={data?.meta.pagination.next_cursor} onMove={onMove} />
    </>
  );
}
