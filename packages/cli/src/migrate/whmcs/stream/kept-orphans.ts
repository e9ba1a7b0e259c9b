import type { Outcome } from "@hostwright/core/migration";
import { isWithheld, placeOf } from "../source/places.ts";
import { quoted } from "../source/select.ts";
import { legacyOutcome } from "../transform/legacy.ts";
import type { Reading } from "./reading.ts";

/** With `orphans: legacy`, rows that belong nowhere come over verbatim instead of being set aside. */
export async function keepOrphans({ source, rules }: Reading, batch: Outcome[]): Promise<Outcome[]> {
  const orphaned = batch.filter((outcome) => outcome.outcome === "set_aside" && outcome.code === "orphan");
  if (rules.mapping.orphans !== "legacy" || orphaned.length === 0) return batch;
  const kept: Outcome[] = [];
  for (const [name, outcomes] of Map.groupBy(orphaned, (outcome) => outcome.source.table)) {
    // The whole table is kept anyway.
    if (placeOf(name, rules.mapping.tables).place === "legacy") continue;
    const columns = [...(source.layout.tables.get(name)?.columns.keys() ?? [])];
    const names = columns.filter((column) => !isWithheld(name, column));
    const withheld = columns.filter((column) => isWithheld(name, column));
    const ids = outcomes.map((outcome) => outcome.source.id);
    const rows = await source.query(
      `select ${names.map(quoted).join(", ")} from ${quoted(name)} where id in (${ids.map(() => "?").join(", ")})`,
      ids,
    );
    const shown = { table: name, keys: ["id"], names, withheld, owner: null, title: undefined, seen: new Map() };
    for (const row of rows) kept.push(legacyOutcome({ ...shown, row }));
  }
  return [...batch.filter((outcome) => !orphaned.includes(outcome)), ...kept];
}
