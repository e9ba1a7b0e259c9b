"use client";

import { type ColumnDef, metaHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { cn } from "@/lib/cn.ts";
import { Skeleton } from "./ui/skeleton.tsx";

/** How a column looks: widths and the screen from which on it is shown. `sort`: the field it sorts by. */
export interface ColumnLook {
  className?: string;
  sort?: string;
}

export const tableOf = tableFeatures({ columnMeta: metaHelper<ColumnLook>() });
export type Column<Row extends object> = ColumnDef<typeof tableOf, Row>;

interface DataTableProps<Row extends object> {
  label: string;
  columns: Column<Row>[];
  rows: Row[] | undefined;
  rowKey: (row: Row) => string;
  /** `field:asc` or `field:desc`. */
  sort?: string;
  onSort?: (sort: string) => void;
  /** In place of rows when there are none. */
  empty: ReactNode;
  /** Rows of the skeleton. */
  expected?: number;
}

const NONE: never[] = [];

/** A dense table of server-sorted rows. ↑ ↓ (or j k) move between the rows' links, Enter opens. */
export function DataTable<Row extends object>({
  label,
  columns,
  rows,
  rowKey,
  sort,
  onSort,
  empty,
  expected = 8,
}: DataTableProps<Row>) {
  const table = useTable({ features: tableOf, columns, data: rows ?? NONE, getRowId: rowKey });
  if (rows?.length === 0) return <div className="rounded-lg border bg-surface shadow-card">{empty}</div>;
  return (
    <div className="overflow-x-auto rounded-lg border bg-surface shadow-card">
      <table
        aria-label={label}
        aria-busy={rows === undefined}
        className="w-full border-collapse text-sm"
        onKeyDown={moveBetweenRows}
      >
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} className="border-b text-left text-xs">
              {group.headers.map((header) => {
                const look = header.column.columnDef.meta;
                const direction = look?.sort && sort?.startsWith(`${look.sort}:`) ? sort.split(":")[1] : undefined;
                return (
                  <th
                    key={header.id}
                    scope="col"
                    aria-sort={
                      look?.sort ? (direction === "asc" ? "ascending" : direction ? "descending" : "none") : undefined
                    }
                    className={cn("h-9 px-2 font-medium text-muted first:pl-4 last:pr-3", look?.className)}
                  >
                    {look?.sort && onSort ? (
                      <button
                        type="button"
                        className="-mx-1 inline-flex items-center gap-1 rounded px-1 hover:text-ink"
                        onClick={() => onSort(`${look.sort}:${direction === "asc" ? "desc" : "asc"}`)}
                      >
                        <table.FlexRender header={header} />
                        {direction === "asc" && <ArrowUp aria-hidden className="size-3" />}
                        {direction === "desc" && <ArrowDown aria-hidden className="size-3" />}
                      </button>
                    ) : (
                      <table.FlexRender header={header} />
                    )}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody className="divide-y">
          {rows === undefined && <SkeletonRows columns={columns} count={expected} />}
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} className="hover:bg-canvas has-[[data-row-link]:focus-visible]:bg-canvas">
              {row.getAllCells().map((cell) => (
                <td
                  key={cell.id}
                  className={cn("h-12 px-2 py-1.5 first:pl-4 last:pr-3", cell.column.columnDef.meta?.className)}
                >
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SkeletonRows<Row extends object>({ columns, count }: { columns: Column<Row>[]; count: number }) {
  return Array.from({ length: count }, (_, row) => (
    <tr key={`skeleton-${String(row)}`}>
      {columns.map((column) => (
        <td key={column.id} className={cn("h-12 px-2 first:pl-4 last:pr-3", column.meta?.className)}>
          <Skeleton className={column.id === "menu" ? "size-4" : "h-3.5 w-3/5 min-w-8"} />
        </td>
      ))}
    </tr>
  ));
}

function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  const down = event.key === "ArrowDown" || event.key === "j";
  if ((!down && event.key !== "ArrowUp" && event.key !== "k") || event.ctrlKey || event.metaKey) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row-link]")];
  const row = (event.target as HTMLElement).closest("tr");
  const index = links.findIndex((link) => row?.contains(link));
  const next = links[index + (down ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
