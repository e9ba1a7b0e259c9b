import { KINDS, type Kind, openStore, requireTables, type Trace, traceRow } from "@hostwright/core/migration";
import { FlagError, type Flags } from "./flags.ts";
import { EXIT } from "./load.ts";
import { shown } from "./report.ts";
import type { MigrationSource } from "./source.ts";

/** Which of several outcomes of a row is the one that is asked for: what it is, before what goes with it. */
const FIRST: readonly Kind[] = ["servers", "tenants", "users"];
const ORDER: readonly Kind[] = [...FIRST, ...KINDS.filter((kind) => !FIRST.includes(kind))];
const rank = ({ kind }: Trace): number => ORDER.indexOf(kind);

/** What became of one source row. */
export async function trace(source: MigrationSource, target: string, flags: Flags): Promise<number> {
  const [, table, id] = /^(\w+):(.+)$/.exec(flags.rest[0] ?? "") ?? [];
  if (!table || !id) throw new FlagError("trace which row? For example: trace tblhosting:123");
  const store = await openStore(target);
  try {
    await requireTables(store);
    const traces = (await traceRow(store, source.key, table, id)).sort((a, b) => rank(a) - rank(b));
    const raw = await source.row(table, id);
    const [first, ...also] = traces;
    if (!first) {
      const message = raw === null ? "the source has no such row" : "no run has met this row";
      if (flags.json) console.log(JSON.stringify({ source: { table, id }, outcome: null, message, raw }));
      else console.log(`${table}:${id}: ${message}`);
      return EXIT.refused;
    }
    if (flags.json) console.log(JSON.stringify({ ...shownTrace(first), raw, also: also.map(shownTrace) }));
    else {
      for (const one of traces) console.log(textOf(one));
      for (const [column, value] of Object.entries(raw ?? {})) console.log(`    ${column}: ${value ?? "NULL"}`);
    }
    return EXIT.done;
  } finally {
    await store.close();
  }
}

const shownTrace = (one: Trace) => ({ ...one, kind: shown(one.kind) });

function textOf({ source, kind, outcome, target, code, message, hint, spec }: Trace): string {
  const head = `${source.table}:${source.id} (${shown(kind)}) ${outcome}`;
  if (outcome === "set_aside") return `${head}: ${code}: ${message}\n    ${hint}`;
  const says = spec ? `\n    ${JSON.stringify(spec)}` : "";
  return `${head} as ${target?.type} ${target?.id}${says}`;
}
