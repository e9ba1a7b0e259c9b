"use client";

import type { OperatorAction } from "@/lib/api/shapes.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { Copy } from "../ui/copy.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago, Took } from "../ui/time.tsx";

type Job = OperatorAction["jobs"][number];
const TONES: Record<string, "good" | "bad" | "moving" | "warn"> = {
  done: "good",
  succeeded: "good",
  success: "good",
  failed: "bad",
  running: "moving",
  waiting: "warn",
};

const columns: Column<Job>[] = [
  {
    id: "kind",
    header: "Job",
    meta: { className: "min-w-44" },
    cell: ({ row: { original: job } }) => (
      <div className="flex flex-col items-start">
        <span className="font-medium">{job.kind}</span>
        <Copy what="job id" value={job.id} className="max-w-60 text-muted" />
      </div>
    ),
  },
  {
    id: "status",
    header: "Status",
    meta: { className: "whitespace-nowrap" },
    cell: ({ row: { original: job } }) => <Badge tone={TONES[job.status] ?? "calm"}>{job.status}</Badge>,
  },
  {
    id: "relay",
    header: "Relay",
    meta: { className: "whitespace-nowrap text-muted" },
    cell: ({ row: { original: job } }) => job.relay ?? `waiting at ${job.location}`,
  },
  {
    id: "upid",
    header: "Task (UPID)",
    cell: ({ row: { original: job } }) =>
      job.upid ? <Copy what="UPID" value={job.upid} className="max-w-72" /> : <span className="text-faint">–</span>,
  },
  {
    id: "when",
    header: "When",
    meta: { className: "whitespace-nowrap text-muted tabular" },
    cell: ({ row: { original: job } }) => (
      <>
        <Ago at={job.queued} />
        {job.started && (
          <>
            {" · "}
            <Took from={job.started} to={job.finished} />
          </>
        )}
      </>
    ),
  },
  {
    id: "error",
    header: "Error",
    meta: { className: "max-w-72 text-xs" },
    cell: ({ row: { original: job } }) => <span className="text-bad">{job.error}</span>,
  },
];

/** What was sent to the relay, and the tasks that Proxmox made of it. */
export function Jobs({ jobs }: { jobs: Job[] }) {
  return (
    <section aria-label="Jobs">
      <h2 className="mb-2 font-medium text-sm">Jobs</h2>
      <DataTable
        label="Jobs"
        columns={columns}
        rows={jobs}
        rowKey={(job) => job.id}
        empty={<p className="p-4 text-muted text-sm">Nothing was sent to the relay.</p>}
      />
    </section>
  );
}
