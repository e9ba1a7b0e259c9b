"use client";

import { useQuery } from "@tanstack/react-query";
import { ChartLine } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo } from "react";
import { metricsQuery, PERIODS } from "@/lib/api/monitoring.ts";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { cn } from "@/lib/cn.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Banner } from "../ui/banner.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Ago } from "../ui/time.tsx";
import { Chart } from "./chart.tsx";
import { chartsOf, isMeasured } from "./series.ts";
import { Traffic } from "./traffic.tsx";

/** What the server has used, as its location measured it. */
export default function MetricsTab({ server }: { server: ServerDetail }) {
  const [period, setPeriod] = useQueryState("period", parseAsStringLiteral(PERIODS).withDefault("hour"));
  const { data: metrics, error, refetch } = useQuery(metricsQuery(server.id, period));
  const charts = useMemo(() => chartsOf(metrics?.points ?? []), [metrics?.points]);
  const waiting = metrics?.refreshing && !isMeasured(metrics.points);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <fieldset className="flex rounded-md border border-strong bg-surface p-0.5 shadow-card">
          <legend className="sr-only">Period</legend>
          {PERIODS.map((one) => (
            <label
              key={one}
              className={cn(
                "cursor-pointer rounded px-2.5 py-1 text-xs capitalize has-focus-visible:outline-2 has-focus-visible:outline-accent",
                one === period ? "bg-accent-soft font-medium text-accent" : "text-muted hover:text-ink",
              )}
            >
              <input
                type="radio"
                name="period"
                value={one}
                checked={one === period}
                onChange={() => setPeriod(one)}
                className="sr-only"
              />
              {one}
            </label>
          ))}
        </fieldset>
        <p role="status" className="text-muted text-xs">
          {metrics?.refreshing ? "Asking the location for newer values… " : ""}
          {metrics?.taken_at && (
            <>
              As of <Ago at={metrics.taken_at} />
            </>
          )}
        </p>
      </div>
      {error && !metrics && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {metrics?.stale && !metrics.refreshing && (
        <Banner look="warn" title="These values are old">
          The location has not answered. Your server may be running all the same; it is asked again by itself.
        </Banner>
      )}
      {(!metrics && !error) || waiting ? (
        <div className="grid gap-4 lg:grid-cols-2">
          {["cpu", "memory", "disk", "network"].map((one) => (
            <Skeleton key={one} className="h-72 rounded-lg" />
          ))}
        </div>
      ) : (
        metrics &&
        (!isMeasured(metrics.points) ? (
          <Card>
            <Empty icon={ChartLine} title="Nothing measured yet">
              In this period. The first values come once the server has run for a minute or two.
            </Empty>
          </Card>
        ) : (
          <div className="grid gap-4 lg:grid-cols-2">
            {charts.map((chart) => (
              <Chart key={chart.title} chart={chart} />
            ))}
          </div>
        ))
      )}
      <p className="text-muted text-xs">
        Averages, for a look at how the server is doing. Bills are not made from them.
      </p>
      <Traffic id={server.id} />
    </div>
  );
}
