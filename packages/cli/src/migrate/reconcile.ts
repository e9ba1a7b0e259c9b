import {
  reconcile as compare,
  type Difference,
  type KindReconciled,
  keepReport,
  listRuns,
  lostFiles,
  openStore,
  type Reconciled,
  requireTables,
  type SetAsideRow,
  type Store,
  setAsideRows,
} from "@hostwright/core/migration";
import { lookBeside } from "./beside.ts";
import type { Flags } from "./flags.ts";
import { EXIT, readOptions } from "./load.ts";
import { objectsOf } from "./objects.ts";
import { shown, vmText } from "./report.ts";
import type { MigrationSource } from "./source.ts";

/** Both sides' counts and checksums, or where they differ, row by row. */
export async function reconcile(source: MigrationSource, target: string, flags: Flags): Promise<number> {
  const store = await openStore(target);
  try {
    await requireTables(store);
    const options = { source: source.key, now: () => new Date(), ...(flags.only ? { only: flags.only } : {}) };
    const beside = await lookBeside(store, flags);
    const outcomes = beside.noting(source.outcomes(readOptions(flags)));
    const { kinds, differences } = await compare(store, options, outcomes);
    const attachments = kinds.attachments;
    if (attachments && attachments.target.count > 0)
      for (const lost of await lostFiles(store, await objectsOf(flags), source.key)) {
        differences.push(lost);
        attachments.differences += 1;
      }
    const proxmox = await beside.differences();
    const [last] = await listRuns(store, source.key, 1);
    await keep(store, source, kinds, differences);
    const sides = Object.entries(kinds).map(([kind, both]) => [kind, both] as const);
    if (flags.json) {
      const set_aside: SetAsideRow[] = [];
      for await (const row of setAsideRows(store, source.key, "migration_set_aside"))
        set_aside.push({ ...row, kind: shown(row.kind) });
      const counted = sides.map(([kind, both]) => [shown(kind), countsOf(kind, both, differences)]);
      console.log(
        JSON.stringify({
          run: last?.id ?? null,
          mode: "reconcile",
          kinds: Object.fromEntries(counted),
          set_aside,
          differences: differences.map((row) => ({ ...row, kind: shown(row.kind) })),
          ...(proxmox ? { proxmox } : {}),
        }),
      );
    } else {
      writeText(sides, differences);
      if (proxmox) process.stdout.write(vmText(proxmox));
    }
    return differences.length === 0 && !proxmox?.length ? EXIT.done : EXIT.refused;
  } finally {
    await store.close();
  }
}

/** As many differences as the dashboard shows; the command line tells all. */
const KEPT = 200;

async function keep(store: Store, source: MigrationSource, kinds: Reconciled["kinds"], all: readonly Difference[]) {
  const sides = Object.entries(kinds).map(([kind, { source: there, target, differences }]) => ({
    kind: shown(kind),
    source: there,
    target,
    differences,
  }));
  const differences = all.slice(0, KEPT).map(({ kind, table, id, target, code, message }) => ({
    kind: shown(kind),
    row: `${table}:${id}`,
    target,
    code,
    message,
  }));
  const { key, system } = source;
  const reconciliation = { kinds: sides, differences };
  await keepReport(store, { source: key, system, mode: "reconcile", counts: {}, reconciliation, now: new Date() });
}

/** What another apply would do about it, beside the two sides. */
function countsOf(
  kind: string,
  { source, target, set_aside, differences }: KindReconciled,
  all: readonly Difference[],
) {
  const of = (...codes: Difference["code"][]) =>
    all.filter((row) => row.kind === kind && codes.includes(row.code)).length;
  const create = of("missing_here");
  const update = of("differs", "gone_here");
  return {
    source: source.count + set_aside,
    create,
    update,
    unchanged: source.count - create - update,
    set_aside,
    differences,
    sides: { source, target },
  };
}

function writeText(sides: readonly (readonly [string, KindReconciled])[], differences: readonly Difference[]): void {
  for (const [kind, { source, target, set_aside, differences: count }] of sides) {
    const verdict = count === 0 ? "equal" : `${count} differ`;
    const aside = set_aside > 0 ? `, ${set_aside} set aside` : "";
    console.log(
      `${shown(kind).padEnd(13)} source ${source.count} ${source.checksum}  here ${target.count} ${target.checksum}  ${verdict}${aside}`,
    );
  }
  for (const row of differences)
    console.log(`  ${row.table}:${row.id} (${shown(row.kind)} ${row.target ?? "-"})  ${row.code}: ${row.message}`);
}
