"use client";

import { useQuery } from "@tanstack/react-query";
import { trafficQuery } from "@/lib/api/monitoring.ts";
import { formatDuration } from "@/lib/format.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Section } from "../ui/card.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Ago } from "../ui/time.tsx";
import { formatBytes } from "./series.ts";

const monthName = (month: string): string =>
  new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01`));

/** What was moved in each month, counted from the network card. */
export function Traffic({ id }: { id: string }) {
  const { data: traffic, error, refetch } = useQuery(trafficQuery(id));
  if (error && !traffic) return <ProblemNotice error={error} onRetry={() => refetch()} />;
  if (!traffic) return <Skeleton className="h-40 rounded-lg" />;
  return (
    <Section
      title="Traffic"
      aside={
        traffic.observed_at && (
          <span className="text-muted text-xs">
            counted <Ago at={traffic.observed_at} />
          </span>
        )
      }
    >
      {traffic.months.length === 0 ? (
        <p className="text-muted text-sm">
          Nothing counted yet. The first figures come a minute or two after the start.
        </p>
      ) : (
        <table className="w-full text-sm" aria-label="Traffic by month">
          <thead>
            <tr className="text-left text-muted text-xs">
              <th scope="col" className="font-normal">
                Month (UTC)
              </th>
              <th scope="col" className="text-right font-normal">
                Received
              </th>
              <th scope="col" className="text-right font-normal">
                Sent
              </th>
              <th scope="col" className="text-right font-normal">
                Not observed
              </th>
            </tr>
          </thead>
          <tbody className="tabular">
            {traffic.months.map(({ month, bytes_in, bytes_out, unobserved_seconds }) => (
              <tr key={month}>
                <th scope="row" className="py-1 text-left font-normal">
                  {monthName(month)}
                </th>
                <td className="text-right">{formatBytes(bytes_in)}</td>
                <td className="text-right">{formatBytes(bytes_out)}</td>
                <td className="text-right text-muted">
                  {unobserved_seconds > 0 ? formatDuration(unobserved_seconds * 1000) : "–"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="mt-3 text-muted text-xs">
        Counted every minute from the network card. When the server is restarted or moved, what was moved since the last
        count is missing; nothing is counted twice.
      </p>
    </Section>
  );
}
