"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import Link from "next/link";
import { type ActionFilters, actionsQuery } from "@/lib/api/actions.ts";
import { serversQuery } from "@/lib/api/servers.ts";
import type { Action } from "@/lib/api/shapes.ts";
import { RowList } from "../actions/action-list.tsx";
import { ActionRow } from "../actions/action-row.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";

interface Props {
  filters: ActionFilters;
  onMove: (cursor: string | null) => void;
}

export function ActionsPanel({ filters, onMove }: Props) {
  const { data, error, refetch } = useQuery(actionsQuery(filters));
  if (error && !data) return <ProblemNotice error={error} onRetry={() => refetch()} />;
  if (data?.actions.length === 0)
    return (
      <Card>
        <Empty icon={History} title="No actions">
          {filters.status || filters.resource ? "None match the filter." : "Order a server, and its steps appear here."}
        </Empty>
      </Card>
    );
  return (
    <>
      <RowList label="Actions" loading={!data} expected={8}>
        {data?.actions.map((action) => (
          <ActionRow key={action.id} action={action} subject={<Subject action={action} />} />
        ))}
      </RowList>
      <Pager what="actions" cursor={filters.cursor ?? null} next={data?.meta.pagination.next_cursor} onMove={onMove} />
    </>
  );
}

/** The server's name where the list of servers knows it, else the end of its id. */
function Subject({ action }: { action: Action }) {
  const { data } = useQuery({ ...serversQuery({ limit: 100 }), refetchInterval: false, staleTime: 60_000 });
  const server = action.resources.find((resource) => resource.type === "server");
  if (!server) return null;
  const name = data?.servers.find((one) => one.id === server.id)?.name;
  return (
    <Link
      href={`/servers/${server.id}`}
      className="max-w-28 truncate rounded text-muted text-xs hover:text-accent sm:max-w-48"
      title={server.id}
    >
      {name ?? <span className="font-mono">…{server.id.slice(-8)}</span>}
    </Link>
  );
}
