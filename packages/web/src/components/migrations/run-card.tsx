import type { Migration } from "@/lib/api/migrations.ts";
import { cn } from "@/lib/cn.ts";
import { formatCount } from "@/lib/format.ts";
import { Section } from "../ui/card.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago, Took } from "../ui/time.tsx";
import { Reconciliation } from "./reconciliation.tsx";

const TITLES = { plan: "Plan", apply: "Run", reconcile: "Reconciliation" } as const;
const STATUS = {
  running: ["moving", "Running"],
  interrupted: ["warn", "Cut short: the next run goes on with it"],
  done: ["good", "Done"],
  failed: ["bad", "Failed"],
  undone: ["calm", "Undone"],
} as const;

/** One plan, run or reconciliation with what it came to. */
export function RunCard({ run }: { run: Migration }) {
  const [tone, words] = STATUS[run.status];
  return (
    <Section
      title={`${TITLES[run.mode]} · ${run.system}`}
      className="flex flex-col gap-3"
      aside={
        <span className="flex flex-wrap items-center gap-3 text-muted text-xs">
          <Badge tone={tone}>{words}</Badge>
          <Ago at={run.started} />
          {run.mode === "apply" && <Took from={run.started} to={run.ended} className="tabular" />}
        </span>
      }
    >
      {run.problem && <p className="break-words text-bad text-sm">{run.problem}</p>}
      {run.kinds.length > 0 && <Counts run={run} />}
      {run.reconciliation && <Reconciliation reconciliation={run.reconciliation} />}
    </Section>
  );
}

const COLUMNS = [
  ["source", "At the source"],
  ["create", "New"],
  ["update", "Changed"],
  ["unchanged", "Unchanged"],
  ["set_aside", "Set aside"],
] as const;
/** On a phone what was set aside matters more than what stayed the same. */
const cell = (key: (typeof COLUMNS)[number][0]) =>
  cn("py-1 pl-2 text-right sm:pl-4", key === "unchanged" && "max-sm:hidden");

const Counts = ({ run }: { run: Migration }) => (
  <div className="overflow-x-auto">
    <table className="w-full text-sm">
      <caption className="sr-only">Rows by kind</caption>
      <thead>
        <tr className="text-left text-muted text-xs">
          <th className="py-1 pr-4 font-medium">Kind</th>
          {COLUMNS.map(([key, title]) => (
            <th key={key} className={cn("font-medium", cell(key))}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {run.kinds.map((row) => (
          <tr key={row.kind} className="border-t">
            <th scope="row" className="py-1 pr-4 text-left font-normal">
              {row.kind}
            </th>
            {COLUMNS.map(([key]) => (
              <td key={key} className={cn("tabular", cell(key))}>
                {formatCount(row[key])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
