import Link from "next/link";
import type { Ticket } from "@/lib/api/archive.ts";
import { formatDate } from "@/lib/format.ts";
import type { Column } from "../data-table.tsx";
import { Badge } from "../ui/status.tsx";

export const ticketColumns = (asOperator: boolean): Column<Ticket>[] => [
  {
    id: "subject",
    header: "Subject",
    meta: { className: "w-full max-w-0 md:w-auto md:max-w-96" },
    cell: ({ row: { original: ticket } }) => (
      <div className="min-w-0">
        <Link
          data-row-link
          href={`${asOperator ? "/operator" : ""}/tickets/${ticket.id}`}
          className="block truncate rounded font-medium hover:text-accent"
        >
          {ticket.subject || "No subject"}
        </Link>
        <span className="block truncate text-muted text-xs">
          {[`#${ticket.reference}`, ticket.department, ...(asOperator ? [ticket.tenant?.name ?? "no customer"] : [])]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
    ),
  },
  {
    id: "status",
    header: "Status",
    meta: { className: "whitespace-nowrap" },
    cell: ({ row: { original: ticket } }) => <Badge>{ticket.status}</Badge>,
  },
  {
    id: "messages",
    header: "Messages",
    meta: { className: "hidden md:table-cell whitespace-nowrap text-right tabular" },
    cell: ({ row: { original: ticket } }) => ticket.messages,
  },
  {
    id: "opened",
    header: "Opened",
    meta: { className: "hidden sm:table-cell whitespace-nowrap tabular text-muted" },
    cell: ({ row: { original: ticket } }) => formatDate(ticket.opened),
  },
];
