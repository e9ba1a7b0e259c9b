import { useQuery } from "@tanstack/react-query";
import { Server } from "lucide-react";
import Link from "next/link";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { ADOPTION_STATES, type Adoption, adoptionsQuery } from "@/lib/api/migrations.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Empty } from "../ui/empty.tsx";
import { NativeSelect } from "../ui/field.tsx";
import { Badge } from "../ui/status.tsx";
import { AdoptionActions } from "./adoption-actions.tsx";

const STATES = {
  unbound: ["calm", "No VM known"],
  bound: ["calm", "Run there"],
  adopted: ["warn", "Marked, run there"],
  handed_over: ["good", "Run here"],
} as const;

const columns: Column<Adoption>[] = [
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
        <span className="block text-muted text-xs">{one.tenant.name}</span>
      </>
    ),
  },
  {
    id: "vm",
    header: "VM",
    meta: { className: "hidden sm:table-cell tabular" },
    cell: ({ row: { original: one } }) => (one.vmid === null ? "—" : `${one.endpoint} / ${one.vmid}`),
  },
  {
    id: "state",
    header: "State",
    cell: ({ row: { original: one } }) => {
      const [tone, words] = STATES[one.state];
      return (
        <>
          <Badge tone={tone}>{words}</Badge>
          {one.differences.map(({ what, recorded, seen }) => (
            <span key={what} className="block text-muted text-xs">
              {what}: source {recorded}, VM {seen}
            </span>
          ))}
        </>
      );
    },
  },
  {
    id: "actions",
    header: "Next step",
    meta: { className: "text-right" },
    cell: ({ row: { original: one } }) => <AdoptionActions adoption={one} />,
  },
];

/** Servers that were brought over: whose their VMs are, and the way over and back. */
export function Adoptions() {
  const [{ state, cursor }, set] = useQueryStates({
    state: parseAsStringLiteral(ADOPTION_STATES),
    cursor: parseAsString,
  });
  const { data, error, refetch } = useQuery(adoptionsQuery({ state: state ?? undefined, cursor: cursor ?? undefined }));
  if (error && !data) return <ProblemNotice error={error} onRetry={() => refetch()} />;
  return (
    <>
      <search className="mb-3 flex">
        <NativeSelect
          aria-label="Filter by state"
          className="w-auto"
          value={state ?? ""}
          onChange={(event) =>
            set({ state: ADOPTION_STATES.find((one) => one === event.target.value) ?? null, cursor: null })
          }
        >
          <option value="">Any state</option>
          {ADOPTION_STATES.map((one) => (
            <option key={one} value={one}>
              {STATES[one][1]}
            </option>
          ))}
        </NativeSelect>
      </search>
      <DataTable
        label="Servers brought over"
        columns={columns}
        rows={data?.adoptions}
        rowKey={(one) => one.server.id}
        empty={<Empty icon={Server} title="No servers" />}
        expected={6}
      />
      <Pager
        what="servers"
        cursor={cursor}
        next={data?.meta.pagination.next_cursor}
        onMove={(next) => set({ cursor: next }, { history: "push" })}
      />
    </>
  );
}
