import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { parseAsString, useQueryStates } from "nuqs";
import { type Migration, setAsideQuery } from "@/lib/api/migrations.ts";
import { formatCount } from "@/lib/format.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { NativeSelect } from "../ui/field.tsx";

type Row = { row: string; kind: string; code: string; means: string; message: string; hint: string };

const columns: Column<Row>[] = [
  {
    id: "row",
    header: "Row",
    cell: ({ row: { original: one } }) => (
      <>
        <code className="break-all font-mono text-xs">{one.row}</code>
        <span className="block text-muted text-xs">{one.kind}</span>
      </>
    ),
  },
  {
    id: "why",
    header: "Why",
    cell: ({ row: { original: one } }) => (
      <>
        {one.means} <span className="block break-words text-muted text-xs">{one.message}</span>
        <span className="mt-1 block break-words text-xs md:hidden">
          <span className="text-muted">Mapping:</span> {one.hint}
        </span>
      </>
    ),
  },
  {
    id: "hint",
    header: "What to put into the mapping",
    meta: { className: "hidden md:table-cell" },
    cell: ({ row: { original: one } }) => <span className="break-words text-xs">{one.hint}</span>,
  },
];

/** What was not brought over from the source of the newest run, and what would change that. */
export function SetAside({ runs }: { runs: Migration[] }) {
  const run = runs.find(({ mode }) => mode === "apply");
  if (!run)
    return (
      <Card>
        <Empty icon={CircleCheck} title="Nothing has been brought over yet">
          A plan lists what it would set aside on the command line.
        </Empty>
      </Card>
    );
  return <SetAsideOf run={run.id} />;
}

function SetAsideOf({ run }: { run: string }) {
  const [{ code, cursor }, set] = useQueryStates({ code: parseAsString, cursor: parseAsString });
  const { data, error, refetch } = useQuery(
    setAsideQuery(run, { code: code ?? undefined, cursor: cursor ?? undefined }),
  );
  if (error && !data) return <ProblemNotice error={error} onRetry={() => refetch()} />;
  return (
    <>
      <search className="mb-3 flex">
        <NativeSelect
          aria-label="Filter by reason"
          className="w-auto"
          value={code ?? ""}
          onChange={(event) => set({ code: event.target.value || null, cursor: null })}
        >
          <option value="">Any reason</option>
          {data?.codes.map((one) => (
            <option key={one.code} value={one.code}>
              {one.code} ({formatCount(one.count)})
            </option>
          ))}
        </NativeSelect>
      </search>
      <DataTable
        label="Rows set aside"
        columns={columns}
        rows={data?.set_aside}
        rowKey={(one) => `${one.row} ${one.kind}`}
        empty={<Empty icon={CircleCheck} title="Everything came over" />}
        expected={6}
      />
      <Pager
        what="rows set aside"
        cursor={cursor}
        next={data?.meta.pagination.next_cursor}
        onMove={(next) => set({ cursor: next }, { history: "push" })}
      />
    </>
  );
}
