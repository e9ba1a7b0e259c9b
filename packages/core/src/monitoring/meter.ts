/** Traffic from counters that begin again whenever QEMU does: at stop and start, at a migration, with another VM. Pure. */

/** What one observation says of a server's VM. */
export interface Sample {
  vmid: number;
  /** Milliseconds since 1970. */
  at: number;
  /** Seconds since QEMU started; 0 while it does not run. */
  uptime: number;
  /** Bytes since QEMU started. */
  netin: number;
  netout: number;
}

export interface Counted {
  bytes_in: number;
  bytes_out: number;
  /** Seconds before this sample in which nobody looked for longer than usual: a counter that began again then kept its bytes to itself. */
  gap_seconds: number;
  /** Whether the counters have begun again since the sample before. */
  reset: boolean;
}

/** Two minutes and a half without a look is a gap: rounds are a minute apart, and one may fail. */
const GAP_MS = 150_000;
/** Of a VM seen for the first time, what its counters say belongs to this hour or the one before if it has not run for longer. */
const FRESH_SECONDS = 3600;
/** Uptime comes in whole seconds and up to ten seconds late, and the clocks of two relays are not the same one. */
const SLACK_SECONDS = 30;

/**
 * What was moved between two samples.
 * @param before the newest sample taken so far; undefined: none
 * @returns undefined where `sample` is not newer: a repeat, or one that was overtaken. Never negative, and never more than
 *   was moved: at a reset what the counters had come to after the sample before is lost, and no more than that. One case
 *   cannot be told from running on: counters that began again within SLACK_SECONDS of the sample before and have since
 *   passed their old values. Then the smaller figure is taken.
 */
export function count(before: Sample | undefined, sample: Sample): Counted | undefined {
  if (!before) {
    const all = sample.uptime <= FRESH_SECONDS;
    return {
      bytes_in: all ? sample.netin : 0,
      bytes_out: all ? sample.netout : 0,
      gap_seconds: 0,
      reset: false,
    };
  }
  if (sample.at <= before.at) return undefined;
  const elapsed = sample.at - before.at;
  const gap_seconds = elapsed > GAP_MS ? Math.round(elapsed / 1000) : 0;
  const reset = hasReset(before, sample);
  return {
    bytes_in: reset ? sample.netin : sample.netin - before.netin,
    bytes_out: reset ? sample.netout : sample.netout - before.netout,
    gap_seconds,
    reset: reset && before.uptime > 0,
  };
}

function hasReset(before: Sample, sample: Sample): boolean {
  if (sample.vmid !== before.vmid) return true;
  if (sample.netin < before.netin || sample.netout < before.netout || sample.uptime < before.uptime) return true;
  // It has run for less time than has passed: it was started since.
  return sample.uptime + SLACK_SECONDS < (sample.at - before.at) / 1000;
}

const HOUR_MS = 3_600_000;
export const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
export const monthOf = (at: Date): string => at.toISOString().slice(0, 7);
