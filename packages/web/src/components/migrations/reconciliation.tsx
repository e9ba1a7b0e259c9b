import type { Migration } from "@/lib/api/migrations.ts";
import { formatCount, plural } from "@/lib/format.ts";
import { Badge } from "../ui/status.tsx";

/** Both sides of every kind, and the rows that differ. */
export function Reconciliation({ reconciliation }: { reconciliation: NonNullable<Migration["reconciliation"]> }) {
  const { kinds, differences } = reconciliation;
  return (
    <>
      <div className="overflow-x-auto">
        <table className="w-full text-sm">
          <caption className="sr-only">Both sides by kind</caption>
          <thead>
            <tr className="text-left text-muted text-xs">
              <th className="py-1 pr-4 font-medium">Kind</th>
              <th className="py-1 pl-4 text-right font-medium">Source</th>
              <th className="py-1 pl-4 text-right font-medium">Here</th>
              <th className="py-1 pl-4 font-medium">Checksums</th>
            </tr>
          </thead>
          <tbody>
            {kinds.map(({ kind, source, target, differences: count }) => (
              <tr key={kind} className="border-t">
                <th scope="row" className="py-1 pr-4 text-left font-normal">
                  {kind}
                </th>
                <td className="tabular py-1 pl-4 text-right">{formatCount(source.count)}</td>
                <td className="tabular py-1 pl-4 text-right">{formatCount(target.count)}</td>
                <td className="py-1 pl-4">
                  {count === 0 ? (
                    <Badge tone="good">Equal</Badge>
                  ) : (
                    <Badge tone="warn">{plural(count, "row")} differ</Badge>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {differences.length > 0 && (
        <ul aria-label="Differences" className="flex flex-col gap-1 text-sm">
          {differences.map((one) => (
            <li key={`${one.row} ${one.kind}`} className="break-words">
              <code className="font-mono text-xs">{one.row}</code> <span className="text-muted">{one.kind}:</span>{" "}
              {one.message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
