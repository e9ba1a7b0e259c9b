import Link from "next/link";
import type { Webhook } from "@/lib/api/shapes.ts";
import type { Column } from "../data-table.tsx";
import { Ago } from "../ui/time.tsx";
import { WebhookState } from "./webhook-state.tsx";

const eventsOf = ({ events }: Webhook): string =>
  events.length === 0 ? "Every event" : events.length === 1 ? (events[0] ?? "") : `${events.length} kinds of events`;

export const webhookColumns: Column<Webhook>[] = [
  {
    id: "url",
    header: "Address",
    meta: { className: "w-full max-w-0 md:w-auto md:max-w-96" },
    cell: ({ row: { original: webhook } }) => (
      <div className="min-w-0">
        <Link
          data-row-link
          href={`/webhooks/${webhook.id}`}
          className="block truncate rounded font-medium hover:text-accent"
        >
          {webhook.url}
        </Link>
        <span className="block truncate text-muted text-xs">{webhook.description || eventsOf(webhook)}</span>
      </div>
    ),
  },
  {
    id: "events",
    header: "Told of",
    meta: { className: "hidden md:table-cell whitespace-nowrap" },
    cell: ({ row: { original: webhook } }) => <span title={webhook.events.join(", ")}>{eventsOf(webhook)}</span>,
  },
  {
    id: "state",
    header: "State",
    meta: { className: "whitespace-nowrap" },
    cell: ({ row: { original: webhook } }) => <WebhookState webhook={webhook} />,
  },
  {
    id: "created",
    header: "Added",
    meta: { className: "hidden lg:table-cell whitespace-nowrap text-muted" },
    cell: ({ row: { original: webhook } }) => <Ago at={webhook.created} />,
  },
];
