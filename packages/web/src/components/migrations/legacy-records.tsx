import { useQuery } from "@tanstack/react-query";
import { Archive, Search, X } from "lucide-react";
import dynamic from "next/dynamic";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import { type LegacyRecord, legacyRecordsQuery, legacyTablesQuery } from "@/lib/api/migrations.ts";
import { formatCount } from "@/lib/format.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { Input, NativeSelect } from "../ui/field.tsx";

const LegacyRecordDialog = dynamic(() => import("./legacy-record-dialog.tsx").then((all) => all.LegacyRecordDialog));

const columns = (open: (id: string) => void): Column<LegacyRecord>[] => [
  {
    id: "title",
    header: "Record",
    cell: ({ row: { original: one } }) => (
      <button
        type="button"
        data-row-link
        onClick={() => open(one.id)}
        className="break-all rounded text-left font-medium hover:text-accent"
      >
        {one.title}
      </button>
    ),
  },
  {
    id: "row",
    header: "Row",
    cell: ({ row: { original: one } }) => (
      <code className="break-all font-mono text-xs">
        {one.table}:{one.row}
      </code>
    ),
  },
  {
    id: "client",
    header: "Client",
    meta: { className: "hidden sm:table-cell" },
    cell: ({ row: { original: one } }) => <span className="break-words">{one.tenant?.name ?? "—"}</span>,
  },
];

const filters = {
  table: parseAsString,
  row: parseAsString,
  client: parseAsString,
  text: parseAsString,
  cursor: parseAsString,
  record: parseAsString,
};
const LATER = { limitUrlUpdates: debounce(300) };
/** Less finds everything. */
const SHORTEST = 2;

/** What came over verbatim because nothing here has a place for it: found by table, key, client or text. */
export function LegacyRecords() {
  const [{ record, ...given }, set] = useQueryStates(filters);
  const { table, row, client, text, cursor } = given;
  const { data: tables } = useQuery(legacyTablesQuery);
  const { data, error, refetch } = useQuery(
    legacyRecordsQuery({
      table: table ?? undefined,
      row: row ?? undefined,
      client: client ?? undefined,
      text: text && text.length >= SHORTEST ? text : undefined,
      cursor: cursor ?? undefined,
    }),
  );
  if (error && !data) return <ProblemNotice error={error} onRetry={() => refetch()} />;
  const filtered = [table, row, client, text].some((one) => one !== null);
  return (
    <>
      <search className="mb-3 flex flex-wrap items-center gap-2">
        <div className="relative min-w-40 flex-1 sm:max-w-64">
          <Search
            aria-hidden
            className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2.5 size-3.5 text-faint"
          />
          <Input
            aria-label="Filter by text"
            placeholder="Text in any column"
            className="pl-8"
            value={text ?? ""}
            onChange={(event) => set({ text: event.target.value || null, cursor: null }, LATER)}
          />
        </div>
        <NativeSelect
          aria-label="Filter by table"
          className="w-auto max-w-64 max-sm:min-w-40 max-sm:flex-1"
          value={table ?? ""}
          onChange={(event) => set({ table: event.target.value || null, cursor: null })}
        >
          <option value="">Any table</option>
          {tables?.map((one) => (
            <option key={one.table} value={one.table}>
              {one.table} ({formatCount(one.count)})
            </option>
          ))}
        </NativeSelect>
        <Input
          aria-label="Filter by the row's key"
          placeholder="Key there"
          className="w-auto min-w-28 max-sm:flex-1 sm:max-w-28"
          value={row ?? ""}
          onChange={(event) => set({ row: event.target.value.trim() || null, cursor: null }, LATER)}
        />
        <Input
          aria-label="Filter by client"
          placeholder="Client's id"
          className="w-auto min-w-28 max-sm:flex-1 sm:max-w-32"
          value={client ?? ""}
          onChange={(event) => set({ client: event.target.value.trim() || null, cursor: null }, LATER)}
        />
        {filtered && (
          <Button look="quiet" onClick={() => set({ table: null, row: null, client: null, text: null, cursor: null })}>
            <X aria-hidden />
            Clear
          </Button>
        )}
      </search>
      <DataTable
        label="Kept records"
        columns={columns((id) => set({ record: id }, { history: "push" }))}
        rows={data?.legacy_records}
        rowKey={(one) => one.id}
        empty={
          <Empty icon={Archive} title={filtered ? "No record is like that" : "No records"}>
            {filtered
              ? "Take a filter away, or look for less."
              : "Rows of a migration that have no place of their own here are kept as they were."}
          </Empty>
        }
        expected={6}
      />
      <Pager
        what="records"
        cursor={cursor}
        next={data?.meta.pagination.next_cursor}
        onMove={(next) => set({ cursor: next }, { history: "push" })}
      />
      {record !== null && <LegacyRecordDialog id={record} onClose={() => set({ record: null })} />}
    </>
  );
}
