import Link from "next/link";
import type { Invoice } from "@/lib/api/archive.ts";
import { formatAmount, formatDay } from "@/lib/format.ts";
import type { Column } from "../data-table.tsx";
import { Badge } from "../ui/status.tsx";
import { invoiceStatus, invoiceTone } from "./status.ts";

export const invoiceColumns = (asOperator: boolean): Column<Invoice>[] => [
  {
    id: "number",
    header: "Number",
    meta: { className: "w-full max-w-0 md:w-auto md:max-w-72" },
    cell: ({ row: { original: invoice } }) => (
      <div className="min-w-0">
        <Link
          data-row-link
          href={`${asOperator ? "/operator" : ""}/invoices/${invoice.id}`}
          className="block truncate rounded font-medium hover:text-accent"
        >
          {invoice.number ?? "No number"}
        </Link>
        {asOperator && <span className="block truncate text-muted text-xs">{invoice.tenant?.name}</span>}
        <span className="block truncate text-muted text-xs sm:hidden">{formatDay(invoice.issued)}</span>
      </div>
    ),
  },
  {
    id: "issued",
    header: "Issued",
    meta: { className: "hidden sm:table-cell whitespace-nowrap tabular" },
    cell: ({ row: { original: invoice } }) => formatDay(invoice.issued),
  },
  {
    id: "due",
    header: "Due",
    meta: { className: "hidden md:table-cell whitespace-nowrap tabular text-muted" },
    cell: ({ row: { original: invoice } }) => formatDay(invoice.due),
  },
  {
    id: "status",
    header: "Status",
    meta: { className: "whitespace-nowrap" },
    cell: ({ row: { original: invoice } }) => (
      <Badge tone={invoiceTone(invoice.status)}>{invoiceStatus(invoice.status)}</Badge>
    ),
  },
  {
    id: "total",
    header: "Total",
    meta: { className: "whitespace-nowrap text-right tabular" },
    cell: ({ row: { original: invoice } }) => formatAmount(invoice.total, invoice),
  },
];
