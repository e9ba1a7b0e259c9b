import Link from "next/link";
import type { Server } from "@/lib/api/shapes.ts";
import { formatDisk, formatMemory } from "@/lib/format.ts";
import type { Column } from "../data-table.tsx";
import { Copy } from "../ui/copy.tsx";
import { ServerStatus } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";
import { Labels } from "./labels.tsx";

/** Columns that both halves of the dashboard show; `owner` is said beside the name where its own column does not fit. */
export const nameColumn = <Row extends Server>(
  href: (row: Row) => string,
  owner?: (row: Row) => string,
): Column<Row> => ({
  id: "name",
  header: "Name",
  meta: { sort: "name", className: "w-full max-w-0 md:w-auto md:max-w-60" },
  cell: ({ row: { original: server } }) => (
    <div className="min-w-0">
      <Link data-row-link href={href(server)} className="block truncate rounded font-medium hover:text-accent">
        {server.name}
      </Link>
      <div className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 md:hidden">
        <ServerStatus server={server} />
        {owner && <span className="text-muted text-xs">{owner(server)}</span>}
        {server.ipv4 && <span className="font-mono text-muted text-xs">{server.ipv4.address}</span>}
      </div>
      <Labels labels={server.labels} max={3} className="mt-0.5 hidden md:flex" />
    </div>
  ),
});

export const statusColumn = <Row extends Server>(): Column<Row> => ({
  id: "status",
  header: "Status",
  meta: { className: "hidden md:table-cell whitespace-nowrap" },
  cell: ({ row: { original: server } }) => <ServerStatus server={server} />,
});

export const addressColumn = <Row extends Server>(): Column<Row> => ({
  id: "address",
  header: "Address",
  meta: { className: "hidden md:table-cell whitespace-nowrap" },
  cell: ({ row: { original: server } }) => (
    <div className="flex items-center gap-2">
      {server.ipv4 ? <Copy what="IPv4 address" value={server.ipv4.address} /> : <span className="text-faint">–</span>}
      {server.ipv6 && (
        <Copy
          what="IPv6 address"
          value={server.ipv6.address}
          className="mx-0 min-h-6 border px-1.5 text-2xs text-muted"
        >
          IPv6
        </Copy>
      )}
    </div>
  ),
});

export const sizeColumn = <Row extends Server>(): Column<Row> => ({
  id: "size",
  header: "Size",
  meta: { className: "hidden xl:table-cell whitespace-nowrap text-muted tabular" },
  cell: ({ row: { original: server } }) =>
    `${server.cores} vCPU · ${formatMemory(server.memory_mb)} · ${formatDisk(server.disk_gb)}`,
});

export const locationColumn = <Row extends Server>(): Column<Row> => ({
  id: "location",
  header: "Location",
  meta: { className: "hidden lg:table-cell whitespace-nowrap text-muted" },
  cell: ({ row: { original: server } }) => server.location.name,
});

export const createdColumn = <Row extends Server>(): Column<Row> => ({
  id: "created",
  header: "Created",
  meta: { sort: "created", className: "hidden lg:table-cell whitespace-nowrap text-muted" },
  cell: ({ row: { original: server } }) => <Ago at={server.created} />,
});
