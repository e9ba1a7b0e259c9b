import type { Volume } from "../cluster/model.ts";

/** How many to keep of each kind: `keep-last`, `keep-hourly` … `keep-yearly`; none of them means all. */
export type KeepRules = Readonly<Record<string, number>>;
export type Mark = "keep" | "remove" | "protected";

export const keepRules = (text: string): KeepRules =>
  Object.fromEntries(
    text.split(",").map((part) => {
      const [name = "", count] = part.split("=");
      return [name.trim(), Number(count)];
    }),
  );

/** The ISO 8601 week a day is in. */
function week(date: Date): string {
  const thursday = new Date(date);
  thursday.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return `${thursday.getUTCFullYear()}-${Math.ceil(((thursday.getTime() - first) / 86_400_000 + 1) / 7)}`;
}

/** The period a backup falls in, for each rule. */
const PERIODS: Readonly<Record<string, (date: Date) => string>> = {
  "keep-last": (date) => date.toISOString(),
  "keep-hourly": (date) => date.toISOString().slice(0, 13),
  "keep-daily": (date) => date.toISOString().slice(0, 10),
  "keep-weekly": week,
  "keep-monthly": (date) => date.toISOString().slice(0, 7),
  "keep-yearly": (date) => date.toISOString().slice(0, 4),
};

/**
 * What becomes of the backups of one VM (PVE/Storage.pm, prune_mark_backup_group): each rule keeps the newest of its last
 * periods, does not take up again the periods that an earlier rule has covered, and leaves protected ones alone.
 */
export function markBackups(volumes: readonly Volume[], rules: KeepRules): [Volume, Mark][] {
  const marks = new Map<Volume, Mark>(volumes.filter((one) => one.protected).map((one) => [one, "protected"]));
  const newestFirst = [...volumes].sort((a, b) => b.ctime - a.ctime);
  const all = rules["keep-all"] === 1 || Object.keys(PERIODS).every((rule) => !rules[rule]);
  for (const [rule, period] of Object.entries(PERIODS)) {
    const periodOf = (one: Volume) => period(new Date(one.ctime * 1000));
    const covered = new Set(newestFirst.filter((one) => marks.get(one) === "keep").map(periodOf));
    const included = new Set<string>();
    for (const one of all ? [] : newestFirst) {
      const here = periodOf(one);
      if (marks.has(one) || covered.has(here)) continue;
      if (!included.has(here) && included.size >= (rules[rule] ?? 0)) break;
      marks.set(one, included.has(here) ? "remove" : "keep");
      included.add(here);
    }
  }
  return newestFirst.map((one) => [one, marks.get(one) ?? (all ? "keep" : "remove")]);
}
