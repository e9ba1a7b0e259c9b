"use client";

import { useQuery } from "@tanstack/react-query";
import { legacyRecordQuery } from "@/lib/api/migrations.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

/** One row as it stood at the source, every column of it. */
export function LegacyRecordDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, refetch } = useQuery(legacyRecordQuery(id));
  return (
    <Dialog
      open
      onClose={onClose}
      title={data?.title ?? "Record"}
      description={data && `${data.table}:${data.row}${data.tenant ? ` of ${data.tenant.name}` : ""}`}
      className="w-[44rem]"
    >
      {error ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : data ? (
        <table aria-label="Columns" className="w-full text-sm">
          <tbody>
            {data.columns.map(({ name, value }) => (
              <tr key={name} className="border-b align-top last:border-0">
                <th scope="row" className="py-1.5 pr-4 text-left font-mono font-normal text-muted text-xs leading-5">
                  {name}
                </th>
                <td className="w-full whitespace-pre-wrap break-all py-1.5 leading-5">
                  {value === null ? <span className="text-faint">NULL</span> : value}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <Skeleton className="h-40 w-full" />
      )}
    </Dialog>
  );
}
