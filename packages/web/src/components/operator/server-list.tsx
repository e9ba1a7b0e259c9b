"use client";

import { useQuery } from "@tanstack/react-query";
import { SearchX, X } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { operatorServersQuery } from "@/lib/api/operator.ts";
import type { OperatorServer } from "@/lib/api/shapes.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { PageHeader } from "../page-header.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { addressColumn, createdColumn, nameColumn, statusColumn } from "../servers/columns.tsx";
import { FilterBar } from "../servers/filter-bar.tsx";
import { useServerFilters } from "../servers/use-server-filters.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";

const columns: Column<OperatorServer>[] = [
  nameColumn(
    (server) => `/operator/servers/${server.id}`,
    (server) => server.tenant.name,
  ),
  {
    id: "tenant",
    header: "Tenant",
    meta: { className: "max-md:hidden whitespace-nowrap" },
    cell: ({ row: { original: server } }) => server.tenant.name,
  },
  statusColumn(),
  addressColumn(),
  {
    id: "place",
    header: "Endpoint / node",
    meta: { className: "hidden lg:table-cell whitespace-nowrap text-muted" },
    cell: ({ row: { original: server } }) => `${server.endpoint} / ${server.node ?? "–"}`,
  },
  {
    id: "vmid",
    header: "VM id",
    meta: { className: "hidden lg:table-cell whitespace-nowrap text-right tabular" },
    cell: ({ row: { original: server } }) => server.vmid,
  },
  createdColumn(),
];

/** Every tenant's servers and where they run. */
export function OperatorServerList() {
  const filters = useServerFilters();
  const [tenant, setTenant] = useQueryState("tenant", parseAsString);
  const { data, error, refetch } = useQuery(operatorServersQuery({ ...filters.query, tenant: tenant ?? undefined }));
  const shown = data?.servers[0]?.tenant;
  return (
    <>
      <PageHeader title="Servers">All tenants.</PageHeader>
      <FilterBar filters={filters}>
        {tenant && (
          <Button
            onClick={() => {
              void filters.move(null);
              void setTenant(null);
            }}
          >
            {shown?.id === tenant ? shown.name : tenant}
            <X aria-label="Show all tenants" />
          </Button>
        )}
      </FilterBar>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <DataTable
          label="Servers of all tenants"
          columns={columns}
          rows={data?.servers}
          rowKey={(server) => server.id}
          sort={filters.state.sort}
          onSort={filters.sortBy}
          empty={
            <Empty icon={SearchX} title="No server">
              {filters.filtered || tenant ? "None matches the filter." : "Nobody has ordered one yet."}
            </Empty>
          }
        />
      )}
      <Pager
        what="servers"
        cursor={filters.state.cursor}
        next={data?.meta.pagination.next_cursor}
        onMove={filters.move}
      />
    </>
  );
}
