/** One line of a benchmark: what was measured, the result, and the target or bound it stands beside. */
export const line = (what: string, result: string, target = ""): void =>
  console.log(`${what.padEnd(64)} ${result.padStart(14)}  ${target}`.trimEnd());

export const title = (text: string): void => console.log(`\n${text}`);

/** `target ≤ 250 ms`, and whether the result keeps it. */
export const against = (value: number, limit: number, unit: string): string =>
  `target ≤ ${limit} ${unit}${value <= limit ? "" : "   MISSED"}`;

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

export const ms = (value: number, digits = 2): string => `${value.toFixed(digits)} ms`;

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Runs `work` while nothing it says on standard output is written: log lines are made, and thrown away. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}
