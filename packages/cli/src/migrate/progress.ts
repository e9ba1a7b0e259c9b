import type { Counts } from "@hostwright/core/migration";

/** Tells on stderr, once a second at most, how far a run is, how fast, and how long it will take. */
export function progressLine(expected: number | undefined): { tell(counts: Counts): void; end(): void } {
  const started = Date.now();
  // Nothing at first: a rate of the first moments says nothing.
  let last = started;
  const interactive = process.stderr.isTTY;
  return {
    tell(counts) {
      const now = Date.now();
      if (now - last < (interactive ? 1_000 : 10_000)) return;
      last = now;
      process.stderr.write(
        `${interactive ? "\r\u001b[K" : ""}${lineOf(counts, expected, now - started)}${interactive ? "" : "\n"}`,
      );
    },
    end() {
      if (interactive && last > started) process.stderr.write("\r\u001b[K");
    },
  };
}

const number = new Intl.NumberFormat("en");

export function lineOf(counts: Counts, expected: number | undefined, ms: number): string {
  const all = Object.values(counts);
  const done = all.reduce((sum, count) => sum + count.source, 0);
  const aside = all.reduce((sum, count) => sum + count.set_aside, 0);
  const rate = done / Math.max(ms / 1000, 0.001);
  const left = expected !== undefined && rate > 0 ? Math.max(0, expected - done) / rate : undefined;
  const parts = [`${number.format(done)} rows`, `${number.format(Math.round(rate))}/s`];
  if (aside > 0) parts.push(`${number.format(aside)} set aside`);
  if (left !== undefined) parts.push(`${durationOf(left)} left`);
  return parts.join(", ");
}

function durationOf(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
