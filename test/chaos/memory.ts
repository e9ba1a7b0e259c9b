import type { RelayFleet, Weight } from "./relay-fleet.ts";

const MEGABYTE = 1024 * 1024;

/** How much memory a relay holds over a run. */
export class Memory {
  readonly #samples: Weight[] = [];

  async sample(fleet: RelayFleet, relay: string): Promise<string> {
    const weight = await fleet.weigh(relay);
    if (!weight || weight.resident === 0) return "";
    this.#samples.push(weight);
    return `${relay}: heap ${megabytes(weight.heap)}, resident ${megabytes(weight.resident)}`;
  }

  /** Medians of the first and the last quarter, the very first samples left out: the process still warms up then. */
  get growth(): { heap: [number, number]; resident: [number, number]; samples: number } | undefined {
    const samples = this.#samples.slice(2);
    const quarter = Math.floor(samples.length / 4);
    if (quarter === 0) return undefined;
    const both = (of: (weight: Weight) => number): [number, number] => [
      median(samples.slice(0, quarter).map(of)),
      median(samples.slice(-quarter).map(of)),
    ];
    return { heap: both((one) => one.heap), resident: both((one) => one.resident), samples: samples.length };
  }
}

export const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(1)} MB`;

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
