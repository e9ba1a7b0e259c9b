"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, SearchX, Server as ServerIcon } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { serversQuery } from "@/lib/api/servers.ts";
import type { Server } from "@/lib/api/shapes.ts";
import { useHotkey } from "@/lib/use-hotkey.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { PageHeader } from "../page-header.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { buttonStyle } from "../ui/button-style.ts";
import { Empty } from "../ui/empty.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { addressColumn, createdColumn, locationColumn, nameColumn, sizeColumn, statusColumn } from "./columns.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { RowMenu } from "./row-menu.tsx";
import { useServerFilters } from "./use-server-filters.ts";

const columns: Column<Server>[] = [
  nameColumn((server) => `/servers/${server.id}`),
  statusColumn(),
  addressColumn(),
  sizeColumn(),
  locationColumn(),
  createdColumn(),
  {
    id: "menu",
    header: () => <span className="sr-only">Actions</span>,
    meta: { className: "w-10 text-right" },
    cell: ({ row }) => <RowMenu server={row.original} />,
  },
];

export function ServerList() {
  const filters = useServerFilters();
  const { data, error, refetch } = useQuery(serversQuery(filters.query));
  const router = useRouter();
  useHotkey("n", () => router.push("/servers/new"));
  return (
    <>
      <PageHeader
        title="Servers"
        actions={
          <Link href="/servers/new" className={buttonStyle({ look: "primary" })}>
            <Plus aria-hidden />
            New server
          </Link>
        }
      />
      <FilterBar filters={filters} />
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <DataTable
          label="Servers"
          columns={columns}
          rows={data?.servers}
          rowKey={(server) => server.id}
          sort={filters.state.sort}
          onSort={filters.sortBy}
          empty={filters.filtered || filters.state.cursor ? <NoMatch onClear={filters.clear} /> : <NoServers />}
        />
      )}
      <KeyHints />
      <Pager
        what="servers"
        cursor={filters.state.cursor}
        next={data?.meta.pagination.next_cursor}
        onMove={filters.move}
      />
    </>
  );
}

const HINTS = [
  ["/", "filter"],
  ["n", "new server"],
  ["↑ ↓", "between rows"],
  ["Ctrl K", "everything"],
] as const;

/** For those with a keyboard. */
const KeyHints = () => (
  <p aria-hidden className="mt-3 hidden gap-4 text-2xs text-muted lg:flex">
    {HINTS.map(([key, what]) => (
      <span key={key} className="flex items-center gap-1.5">
        <Kbd>{key}</Kbd>
        {what}
      </span>
    ))}
  </p>
);

const NoMatch = ({ onClear }: { onClear: () => void }) => (
  <Empty icon={SearchX} title="No server matches" actions={<Button onClick={onClear}>Clear the filters</Button>}>
    Names match whole; labels as key=value, key, !key or key in (a,b).
  </Empty>
);

const NoServers = () => (
  <Empty
    icon={ServerIcon}
    title="No servers yet"
    actions={
      <Link href="/servers/new" className={buttonStyle({ look: "primary" })}>
        <Plus aria-hidden />
        Order your first server
      </Link>
    }
  >
    Choose a plan, an image and a location. You watch every step, and it runs in about a minute.
  </Empty>
);
