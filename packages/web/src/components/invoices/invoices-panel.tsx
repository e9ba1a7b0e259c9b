"use client";

import { useQuery } from "@tanstack/react-query";
import { ReceiptText } from "lucide-react";
import { parseAsString, useQueryStates } from "nuqs";
import { invoicesQuery, type Whose } from "@/lib/api/archive.ts";
import { DataTable } from "../data-table.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Empty } from "../ui/empty.tsx";
import { Input, NativeSelect } from "../ui/field.tsx";
import { invoiceColumns } from "./invoice-columns.tsx";
import { invoiceStatus, statuses } from "./status.ts";

export interface PanelProps {
  whose: Whose;
  cursor: string | null;
  onMove: (cursor: string | null) => void;
}

const parsers = {
  number: parseAsString,
  status: parseAsString,
  from: parseAsString,
  to: parseAsString,
  cursor: parseAsString,
};

export function InvoicesPanel({ whose, cursor, onMove }: PanelProps) {
  const [{ number, status, from, to }, set] = useQueryStates(parsers, { history: "replace" });
  const filters = {
    number: number || undefined,
    status: status || undefined,
    from: from || undefined,
    to: to || undefined,
  };
  const filtered = Object.values(filters).some(Boolean);
  const { data, error, refetch } = useQuery(invoicesQuery(whose, filters, cursor ?? undefined));
  const day = (name: "from" | "to", label: string) => (
    <Input
      type="date"
      aria-label={label}
      className="w-38"
      value={(name === "from" ? from : to) ?? ""}
      onChange={(event) => set({ [name]: event.target.value || null, cursor: null })}
    />
  );
  return (
    <>
      <search className="mb-3 flex flex-wrap items-center gap-2">
        <Input
          aria-label="Filter by number"
          placeholder="Number begins with"
          className="w-48"
          value={number ?? ""}
          onChange={(event) => set({ number: event.target.value || null, cursor: null })}
        />
        <NativeSelect
          aria-label="Filter by status"
          className="w-auto"
          value={status ?? ""}
          onChange={(event) => set({ status: event.target.value || null, cursor: null })}
        >
          <option value="">Any status</option>
          {statuses(whose.asOperator).map((one) => (
            <option key={one} value={one}>
              {invoiceStatus(one)}
            </option>
          ))}
        </NativeSelect>
        <span className="flex flex-wrap items-center gap-2 text-muted text-xs">
          Issued {day("from", "Issued on this day or later")} to {day("to", "Issued on this day or earlier")}
        </span>
      </search>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <DataTable
          label="Invoices"
          columns={invoiceColumns(whose.asOperator)}
          rows={data?.invoices}
          rowKey={(invoice) => invoice.id}
          empty={
            <Empty icon={ReceiptText} title="No invoices">
              {filtered ? "None matches the filter." : "None were brought over from another system."}
            </Empty>
          }
        />
      )}
      <Pager what="invoices" cursor={cursor} next={data?.meta.pagination.next_cursor} onMove={onMove} />
    </>
  );
}
