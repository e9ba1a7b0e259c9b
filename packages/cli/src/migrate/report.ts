import {
  type ChangedHere,
  type Count,
  type Counts,
  KINDS,
  type Kind,
  type SetAsideRow,
  type VmDifference,
} from "@hostwright/core/migration";
import { shownKind } from "./flags.ts";

/** What a person reads, and what `--json` prints: one object, in docs/migrate/schema.json. */
export interface Report {
  run: string;
  mode: "plan" | "apply";
  counts: Counts;
  changedHere: ChangedHere[];
  setAside: AsyncIterable<SetAsideRow>;
  /** undefined: no endpoint was looked at. */
  proxmox?: VmDifference[] | undefined;
}

const KIND_OF = new Map(KINDS.map((kind) => [kind as string, kind]));
export const shown = (kind: string): string => {
  const known: Kind | undefined = KIND_OF.get(kind);
  return known ? shownKind(known) : kind;
};

export function shownCounts(counts: Counts): Record<string, Count> {
  return Object.fromEntries(
    KINDS.flatMap((kind) => {
      const count = counts[kind];
      return count ? [[shownKind(kind), count]] : [];
    }),
  );
}

/** Rows set aside are written as they come: there may be more than memory holds. */
export async function writeJson(
  { run, mode, counts, changedHere, setAside, proxmox }: Report,
  write: (text: string) => void,
) {
  const changed = changedHere.map((row) => ({ ...row, kind: shown(row.kind) }));
  const head = JSON.stringify({
    run,
    mode,
    kinds: shownCounts(counts),
    changed_here: changed,
    ...(proxmox ? { proxmox } : {}),
  });
  write(`${head.slice(0, -1)},"set_aside":[`);
  let first = true;
  for await (const { table, id, kind, code, message, hint } of setAside) {
    write(`${first ? "" : ","}\n${JSON.stringify({ table, id, kind: shown(kind), code, message, hint })}`);
    first = false;
  }
  write("]}\n");
}

const COLUMNS = ["source", "create", "update", "unchanged", "set_aside"] as const;
/** As many rows of one code as are listed; `--json` has them all. */
const LISTED = 20;

export async function writeText(
  { run, mode, counts, changedHere, setAside, proxmox }: Report,
  write: (text: string) => void,
) {
  const rows = Object.entries(shownCounts(counts));
  const width = Math.max(12, ...rows.map(([kind]) => kind.length)) + 2;
  write(`${"".padEnd(width)}${COLUMNS.map((name) => name.replace("_", " ").padStart(12)).join("")}\n`);
  for (const [kind, count] of rows)
    write(`${kind.padEnd(width)}${COLUMNS.map((name) => String(count[name]).padStart(12)).join("")}\n`);
  if (changedHere.length > 0) write("\nChanged on both sides; left as they are here:\n");
  for (const { table, id, message } of changedHere) write(`  ${table}:${id}  ${message}\n`);
  const told = new Map<string, number>();
  for await (const { table, id, kind, code, message, hint } of setAside) {
    const before = told.get(code) ?? 0;
    if (told.size === 0) write("\nSet aside:\n");
    told.set(code, before + 1);
    if (before < LISTED) write(`  ${table}:${id} (${shown(kind)})  ${code}: ${message}\n      ${hint}\n`);
  }
  for (const [code, count] of told)
    if (count > LISTED) write(`  … ${count - LISTED} more with ${code} (--json lists all)\n`);
  if (proxmox) write(vmText(proxmox));
  write(mode === "plan" ? "\nNothing was changed: this was a plan.\n" : `\nRun ${run} is done.\n`);
}

/** What source and Proxmox say differently. */
export function vmText(differences: readonly VmDifference[]): string {
  if (differences.length === 0) return "\nThe endpoints hold what the source says.\n";
  const lines = differences.map(
    (one) => `  ${one.endpoint}/${one.vmid} ${one.row ?? ""}  ${one.code}: ${one.message}\n`,
  );
  return `\nOn the endpoints:\n${lines.join("")}`;
}
