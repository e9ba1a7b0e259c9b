import type { Log } from "@hostwright/core/kernel";

/** What the system logs as errors, counted by message; the last ones of each are kept whole. */
export class ErrorLog {
  readonly counts = new Map<string, number>();
  readonly last = new Map<string, object[]>();
  /** Called with each. */
  readonly #seen: (message: string, fields: object) => void;

  constructor(seen: (message: string, fields: object) => void) {
    this.#seen = seen;
  }

  readonly error = (message: string, fields: object = {}): void => {
    this.counts.set(message, (this.counts.get(message) ?? 0) + 1);
    this.last.set(message, [...(this.last.get(message) ?? []).slice(-2), fields]);
    this.#seen(message, fields);
  };

  log(own: Record<string, unknown> = {}): Log {
    return {
      debug() {},
      info() {},
      warn() {},
      error: (message, fields) => this.error(message, { ...own, ...fields }),
      with: (fields) => this.log({ ...own, ...fields }),
    };
  }
}
