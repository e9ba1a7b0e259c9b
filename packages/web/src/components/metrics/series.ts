import type { Schema } from "@hostwright/sdk";

export type Point = Schema<"MetricPoint">;
type Measure = Exclude<keyof Point, "at">;

export interface Line {
  name: string;
  values: (number | null)[];
}

export interface ChartSpec {
  title: string;
  /** Seconds since 1970. */
  times: number[];
  lines: Line[];
  format: (value: number) => string;
  /** Upper end of the scale; undefined: what the values need. */
  most?: number;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** `0 B`, `1.2 MB`. Decimal, as traffic is sold. */
export function formatBytes(bytes: number): string {
  const step = bytes >= 1 ? Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3)) : 0;
  const value = bytes / 1000 ** step;
  return `${new Intl.NumberFormat("en", { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${UNITS[step]}`;
}

const formatPercent = (share: number): string =>
  new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share);
const formatSpeed = (bytes: number): string => `${formatBytes(bytes)}/s`;

/** The four charts of a server's averages. */
export function chartsOf(points: readonly Point[]): ChartSpec[] {
  const times = points.map(({ at }) => Date.parse(at) / 1000);
  const line = (name: string, measure: Measure): Line => ({ name, values: points.map((point) => point[measure]) });
  const memoryMax = Math.max(0, ...points.map(({ memory_max }) => memory_max ?? 0));
  return [
    { title: "Processor", times, lines: [line("Used", "cpu")], format: formatPercent, most: 1 },
    {
      title: "Memory",
      times,
      lines: [line("In use", "memory")],
      format: formatBytes,
      ...(memoryMax > 0 ? { most: memoryMax } : {}),
    },
    { title: "Disk", times, lines: [line("Read", "disk_read"), line("Written", "disk_write")], format: formatSpeed },
    { title: "Network", times, lines: [line("Received", "net_in"), line("Sent", "net_out")], format: formatSpeed },
  ];
}

/** Whether anything was measured at all; limits alone are not worth a drawing. */
export const isMeasured = (points: readonly Point[]): boolean =>
  points.some(({ cpu, memory, net_in }) => cpu !== null || memory !== null || net_in !== null);

/** Now, average and most of a line; undefined where nothing was measured. */
export function summaryOf({ values }: Line): { last: number; average: number; most: number } | undefined {
  const measured = values.filter((value) => value !== null);
  const last = measured.at(-1);
  if (last === undefined) return undefined;
  return {
    last,
    average: measured.reduce((sum, value) => sum + value, 0) / measured.length,
    most: Math.max(...measured),
  };
}
