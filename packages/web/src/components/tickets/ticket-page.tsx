"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type Conversation, ticketQuery } from "@/lib/api/archive.ts";
import { useTitle } from "@/lib/use-title.ts";
import { FailedPage } from "../failed-page.tsx";
import { PageHeader } from "../page-header.tsx";
import { ServerSkeleton } from "../servers/server-skeleton.tsx";
import { Badge } from "../ui/status.tsx";
import { TicketMessage } from "./ticket-message.tsx";

/** One conversation, oldest message first. */
export function TicketPage({ id, asOperator = false }: { id: string; asOperator?: boolean }) {
  const { data: ticket, error, refetch } = useQuery(ticketQuery(id, asOperator));
  if (ticket) return <Loaded ticket={ticket} asOperator={asOperator} />;
  return error ? <FailedPage title="Ticket" error={error} onRetry={() => refetch()} /> : <ServerSkeleton />;
}

function Loaded({ ticket, asOperator }: { ticket: Conversation; asOperator: boolean }) {
  const title = ticket.subject || `Ticket ${ticket.reference}`;
  useTitle(title);
  return (
    <>
      <PageHeader title={title}>
        <span className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1">
          <Badge>{ticket.status}</Badge>
          <span>#{ticket.reference}</span>
          {ticket.department && <span>{ticket.department}</span>}
          {ticket.urgency && <span>{ticket.urgency} urgency</span>}
          {ticket.server && (
            <Link
              href={`${asOperator ? "/operator" : ""}/servers/${ticket.server.id}`}
              className="rounded hover:text-accent"
            >
              {ticket.server.name}
            </Link>
          )}
          {asOperator &&
            (ticket.tenant ? (
              <Link href={`/operator/tenants/${ticket.tenant.id}`} className="rounded hover:text-accent">
                {ticket.tenant.name}
              </Link>
            ) : (
              <span>From somebody who was no customer</span>
            ))}
        </span>
      </PageHeader>
      <ol aria-label="Messages" className="flex flex-col gap-3">
        {ticket.messages.map((message, index) => (
          <TicketMessage key={`${String(index)} ${message.at}`} message={message} />
        ))}
      </ol>
      <p className="mt-4 text-muted text-xs">Archived from the former system. It can be read, and not answered here.</p>
    </>
  );
}
