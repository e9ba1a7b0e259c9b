import type { Kind, Outcome } from "@hostwright/core/migration";
import { contentHash } from "../transform/outcome.ts";
import { BATCH, type Reading } from "./reading.ts";

/** Rows that go with another row, and are nowhere without it. */
export interface ChildTable {
  kind: Kind;
  table: string;
  /** Column that names the parent. */
  by: string;
  parent: string;
  /** SQL condition on `t`: which of its rows are such children. */
  where?: string;
}

/** Children whose parent does not exist: they belong nowhere, and are named one by one. */
export async function* orphans(
  { source }: Reading,
  { kind, table, by, parent, where = "1=1" }: ChildTable,
): AsyncGenerator<Outcome[]> {
  const found = source.layout.tables.get(table);
  if (!found) return;
  let after = -1;
  for (;;) {
    const rows = await source.query(
      `select t.id as id, t.\`${by}\` as parent from \`${table}\` t left join \`${parent}\` p on p.id = t.\`${by}\`
       where p.id is null and t.id > ? and ${where} order by t.id limit ${BATCH}`,
      [after],
    );
    if (rows.length === 0) return;
    yield rows.map((row): Outcome => {
      const id = String(row.id);
      const message = `${by} ${row.parent} does not exist in ${parent}`;
      return {
        source: { table, id, hash: contentHash(`${table}:${id}:${row.parent}`) },
        kind,
        outcome: "set_aside",
        code: "orphan",
        message,
      };
    });
    after = Number(rows.at(-1)?.id);
  }
}
