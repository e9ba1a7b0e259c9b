"use client";

import { useTheme } from "next-themes";
import { useEffect, useRef } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { ChartSpec } from "./series.ts";

const HEIGHT = 150;
const DAY = 86_400;

/** `14:40`, and from days on `20 Nov`, in the reader's time zone. */
function times(ticks: number[], step: number): string[] {
  const format = new Intl.DateTimeFormat(
    "en-GB",
    step < DAY ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short" },
  );
  return ticks.map((tick) => format.format(tick * 1000));
}

const COLORS = ["--accent", "--good"];

/** The drawing alone; what it shows stands in words beside it. Drawn anew in another theme's colours. */
export default function Plot({ chart }: { chart: ChartSpec }) {
  const { resolvedTheme } = useTheme();
  return <Drawing key={resolvedTheme} chart={chart} />;
}

function Drawing({ chart }: { chart: ChartSpec }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const style = getComputedStyle(document.documentElement);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const font = `11px ${style.fontFamily}`;
    const axis = {
      font,
      stroke: color("--muted"),
      grid: { stroke: color("--line"), width: 1 },
      ticks: { show: false },
    };
    const plot = new UPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false },
        scales: { y: { range: (_plot, _least, most) => [0, chart.most ?? Math.max(most, 1) * 1.1] } },
        axes: [
          { ...axis, size: 28, values: (_plot, ticks, _axis, _space, step) => times(ticks, step) },
          { ...axis, size: 72, values: (_plot, ticks) => ticks.map((tick) => chart.format(tick)) },
        ],
        series: [
          {},
          ...chart.lines.map((line, index) => ({
            label: line.name,
            stroke: color(COLORS[index] ?? "--accent"),
            width: 1.5,
            points: { show: false },
          })),
        ],
      },
      [chart.times, ...chart.lines.map((line) => line.values)],
      element,
    );
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [chart]);
  return <div ref={box} aria-hidden className="h-[150px] min-w-0 overflow-hidden" />;
}
