"use client";

import Link from "next/link";
import type { Assignment } from "@/lib/api/shapes.ts";
import { formatMoment } from "@/lib/format.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { Copy } from "../ui/copy.tsx";
import { Badge } from "../ui/status.tsx";

const columns: Column<Assignment>[] = [
  {
    id: "server",
    header: "Server",
    cell: ({ row: { original: one } }) => (
      <>
        <Link
          data-row-link
          href={`/operator/servers/${one.server.id}`}
          className="break-words rounded font-medium hover:text-accent"
        >
          {one.server.name}
        </Link>
        <span className="block text-muted text-xs sm:hidden">{one.tenant.name}</span>
      </>
    ),
  },
  {
    id: "tenant",
    header: "Tenant",
    meta: { className: "hidden sm:table-cell" },
    cell: ({ row: { original: one } }) => one.tenant.name,
  },
  {
    id: "address",
    header: "Address",
    meta: { className: "hidden sm:table-cell whitespace-nowrap" },
    cell: ({ row: { original: one } }) => <Copy what="address" value={one.address} />,
  },
  {
    id: "from",
    header: "From",
    meta: { className: "text-muted tabular sm:whitespace-nowrap" },
    cell: ({ row: { original: one } }) => <time dateTime={one.from}>{formatMoment(one.from)}</time>,
  },
  {
    id: "until",
    header: "Until",
    meta: { className: "text-muted tabular sm:whitespace-nowrap" },
    cell: ({ row: { original: one } }) =>
      one.until ? <time dateTime={one.until}>{formatMoment(one.until)}</time> : <Badge tone="good">Now</Badge>,
  },
];

export function Assignments({ assignments }: { assignments: Assignment[] | undefined }) {
  return (
    <DataTable
      label="Assignments"
      columns={columns}
      rows={assignments}
      rowKey={(one) => one.server.id + one.from}
      empty={null}
      expected={2}
    />
  );
}
