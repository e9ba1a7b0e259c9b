import { type Rule, ruleText, type Settings } from "./rules.ts";

export interface Line {
  kind: "added" | "removed" | "kept" | "moved";
  rule: Rule;
}

export interface Diff {
  /** In the new order; removed rules where they stood. */
  lines: Line[];
  defaults: { direction: "in" | "out"; before: string; after: string }[];
  same: boolean;
}

const keyOf = (rule: Rule): string => `${ruleText(rule)}\n${rule.description}`;

/** What changes between two lists: the longest run of rules in the same order is kept, the rest is added, removed or moved. */
export function diffOf(before: Settings, after: Settings): Diff {
  const [old, wanted] = [before.rules.map(keyOf), after.rules.map(keyOf)];
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(wanted.length + 1).fill(0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = wanted.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (row) row[j] = old[i] === wanted[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < wanted.length) {
    const [gone, come] = [before.rules[i], after.rules[j]];
    if (gone && come && old[i] === wanted[j]) {
      lines.push({ kind: "kept", rule: come });
      i++;
      j++;
    } else if (come && (!gone || at(i, j + 1) >= at(i + 1, j))) {
      lines.push({ kind: "added", rule: come });
      j++;
    } else if (gone) {
      lines.push({ kind: "removed", rule: gone });
      i++;
    }
  }
  const defaults = (["in", "out"] as const).flatMap((direction) => {
    const [was, is] = [before[`default_${direction}`], after[`default_${direction}`]];
    return was === is ? [] : [{ direction, before: was, after: is }];
  });
  const moved = withMoves(lines);
  return { lines: moved, defaults, same: defaults.length === 0 && moved.every(({ kind }) => kind === "kept") };
}

/** A rule that is removed at one place and added at another has moved. */
function withMoves(lines: Line[]): Line[] {
  const removed = lines.filter(({ kind }) => kind === "removed");
  const moved = new Set<Line>();
  const shown = lines.map((line) => {
    const twin =
      line.kind === "added" && removed.find((one) => !moved.has(one) && keyOf(one.rule) === keyOf(line.rule));
    if (!twin) return line;
    moved.add(twin);
    return { ...line, kind: "moved" as const };
  });
  return shown.filter((line) => !moved.has(line));
}
