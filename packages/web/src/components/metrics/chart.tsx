"use client";

import dynamic from "next/dynamic";
import { Section } from "../ui/card.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { type ChartSpec, summaryOf } from "./series.ts";

const Plot = dynamic(() => import("./plot.tsx"), { ssr: false, loading: () => <Skeleton className="h-[150px]" /> });
const MARKS = ["bg-accent", "bg-good"];

/** A drawing, and beside it the same in numbers for those who cannot or need not look at it. */
export function Chart({ chart }: { chart: ChartSpec }) {
  return (
    <Section title={chart.title} className="flex flex-col gap-3">
      <Plot chart={chart} />
      <table className="w-full text-xs" aria-label={`${chart.title} in numbers`}>
        <thead>
          <tr className="text-left text-muted">
            <th scope="col" className="font-normal">
              <span className="sr-only">Measured</span>
            </th>
            {["Last", "Average", "Most"].map((name) => (
              <th key={name} scope="col" className="text-right font-normal">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chart.lines.map((line, index) => {
            const summary = summaryOf(line);
            return (
              <tr key={line.name}>
                <th scope="row" className="py-0.5 text-left font-normal">
                  <span aria-hidden className={`mr-1.5 inline-block h-0.5 w-3 align-middle ${MARKS[index] ?? ""}`} />
                  {line.name}
                </th>
                {(["last", "average", "most"] as const).map((key) => (
                  <td key={key} className="tabular text-right">
                    {summary ? chart.format(summary[key]) : "–"}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}
