/** As the API states them (openapi/v1.json), and as Kubernetes and Hetzner have them. */
const KEY = /^([a-z0-9.-]{1,100}\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;
const MAX = 32;

export interface LabelRow {
  key: string;
  value: string;
}

/** What is wrong with a list of labels; undefined: nothing. Wholly empty rows do not count. */
export function labelsProblem(rows: LabelRow[]): string | undefined {
  const used = rows.filter((row) => row.key !== "" || row.value !== "");
  if (used.length > MAX) return `At most ${MAX} labels.`;
  const keys = new Set<string>();
  for (const { key, value } of used) {
    if (!KEY.test(key)) return `“${key}” is not a label key: letters, digits, dots, hyphens and underscores.`;
    if (!VALUE.test(value)) return `“${value}” is not a label value: letters, digits, dots, hyphens and underscores.`;
    if (keys.has(key)) return `The key “${key}” is there twice.`;
    keys.add(key);
  }
  return undefined;
}

export const labelRecord = (rows: LabelRow[]): Record<string, string> =>
  Object.fromEntries(rows.filter((row) => row.key !== "").map((row) => [row.key, row.value]));
export const labelRows = (labels: Record<string, string>): LabelRow[] =>
  Object.entries(labels).map(([key, value]) => ({ key, value }));
