"use client";

import { useQuery } from "@tanstack/react-query";
import { MessagesSquare } from "lucide-react";
import { parseAsString, useQueryStates } from "nuqs";
import { ticketsQuery } from "@/lib/api/archive.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { DataTable } from "../data-table.tsx";
import { PageHeader } from "../page-header.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { OneTenant } from "../tenants/one-tenant.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Input } from "../ui/field.tsx";
import { ticketColumns } from "./ticket-columns.tsx";

const parsers = { text: parseAsString, status: parseAsString, tenant: parseAsString, cursor: parseAsString };
/** What the API looks for; less finds too much. */
const LEAST = 2;

/** Conversations from before a migration brought them here, to be read. */
export function TicketsPage({ asOperator = false }: { asOperator?: boolean }) {
  const [{ text, status, tenant, cursor }, set] = useQueryStates(parsers, { history: "replace" });
  const unreadable = useMissing(asOperator ? "operator:archive" : "ticket:read");
  const filters = {
    text: text && text.trim().length >= LEAST ? text.trim() : undefined,
    status: status || undefined,
  };
  const whose = { asOperator, ...(asOperator && tenant ? { tenant } : {}) };
  const { data, error, refetch } = useQuery({
    ...ticketsQuery(whose, filters, cursor ?? undefined),
    enabled: !unreadable,
  });
  return (
    <>
      <PageHeader title="Tickets">
        {asOperator
          ? "As the system before kept them, to be read."
          : "What you and our support wrote before your account moved here, to be read."}
      </PageHeader>
      {unreadable ? (
        <Card>
          <Empty icon={MessagesSquare} title="You cannot see tickets">
            {unreadable}
          </Empty>
        </Card>
      ) : (
        <>
          {whose.tenant && <OneTenant id={whose.tenant} onAll={() => set({ tenant: null, cursor: null })} />}
          <search className="mb-3 flex flex-wrap gap-2">
            <Input
              aria-label="Filter by subject or reference"
              placeholder="Subject or reference"
              className="w-56"
              value={text ?? ""}
              onChange={(event) => set({ text: event.target.value || null, cursor: null })}
            />
            <Input
              aria-label="Filter by status"
              placeholder="Status, such as Closed"
              className="w-48"
              value={status ?? ""}
              onChange={(event) => set({ status: event.target.value || null, cursor: null })}
            />
          </search>
          {error && !data ? (
            <ProblemNotice error={error} onRetry={() => refetch()} />
          ) : (
            <DataTable
              label="Tickets"
              columns={ticketColumns(asOperator)}
              rows={data?.tickets}
              rowKey={(ticket) => ticket.id}
              empty={
                <Empty icon={MessagesSquare} title="No tickets">
                  {filters.text || filters.status
                    ? "None matches the filter."
                    : "None were brought over from another system."}
                </Empty>
              }
            />
          )}
          <Pager
            what="tickets"
            cursor={cursor}
            next={data?.meta.pagination.next_cursor}
            onMove={(next) => set({ cursor: next }, { history: "push" })}
          />
        </>
      )}
    </>
  );
}
