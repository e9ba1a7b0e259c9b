/** How the audit trail tells of a field that changed. */
export interface Change {
  before: unknown;
  after: unknown;
}

type Given<T> = { [K in keyof T]?: T[K] | undefined };

/**
 * What changed, by field, for an audit row; what was not given or stayed as it was is left out.
 * @param before null: there was none
 * @param after what was asked for; null: there is none any more
 */
export function changed<T extends object>(before: T | null, after: Given<T> | null): Record<string, Change> {
  const was = new Map<string, unknown>(Object.entries(before ?? {}));
  const is = new Map<string, unknown>(Object.entries(after ?? {}));
  const names = after === null ? [...was.keys()] : [...is.keys()].filter((name) => is.get(name) !== undefined);
  return Object.fromEntries(
    names.flatMap((name) => {
      const change = { before: was.get(name) ?? null, after: is.get(name) ?? null };
      return JSON.stringify(change.before) === JSON.stringify(change.after) ? [] : [[name, change]];
    }),
  );
}
