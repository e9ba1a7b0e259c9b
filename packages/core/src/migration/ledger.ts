import type { Kind } from "./entities.ts";
import type { Parent } from "./load/loader.ts";
import type { SetAside } from "./outcome.ts";
import { SET_ASIDE } from "./set-aside-codes.ts";
import type { Store } from "./store.ts";

/** What the mapping says of a source row. */
export interface MappingRow {
  target_id: string;
  hash: string;
  written_hash: string;
}

/** In `written_hash`: the row was here before, and is none of a migration's. */
export const BOUND = "bound";

const MAPPING = ["source", "source_table", "source_id", "kind", "target_id", "hash", "written_hash", "run_id"] as const;

/**
 * The mapping and the set-aside rows of one source. A plan keeps its own in temporary tables beside those that are there,
 * so that later kinds find what earlier ones would have become, and nothing is left of it.
 */
export class Ledger {
  readonly #store: Store;
  readonly #source: string;
  readonly #run: string;
  readonly #planning: boolean;
  /** Whether the mapping had rows of a table before this run: if not, there is nothing to look up. */
  readonly #before = new Map<string, boolean>();

  constructor(store: Store, options: { source: string; run: string; planning: boolean }) {
    this.#store = store;
    this.#source = options.source;
    this.#run = options.run;
    this.#planning = options.planning;
  }

  async open(): Promise<void> {
    if (!this.#planning) return;
    await this.#store.query("create temporary table plan_rows (like migration_rows including indexes)");
    await this.#store.query("create temporary table plan_set_aside (like migration_set_aside including indexes)");
    await this.#store.query("create temporary table plan_claims (key text primary key)");
  }

  get setAsideTable(): string {
    return this.#planning ? "plan_set_aside" : "migration_set_aside";
  }

  /**
   * Which of these rows of one table and kind are new or have another hash than when they were last brought, with what is known
   * of them; all of them, where an earlier run brought none of that table.
   */
  async moved(
    table: string,
    kind: Kind,
    rows: readonly { id: string; hash: string }[],
  ): Promise<Map<string, MappingRow | undefined> | "all"> {
    if (!(await this.#hadRows(table))) return "all";
    // `offset 0`: one look into the index for each, whatever the statistics say of a table that has just been filled.
    const moved = await this.#store.query<{ id: string } & { [K in keyof MappingRow]: MappingRow[K] | null }>(
      `select r.id, m.target_id, m.hash, m.written_hash from unnest($4::text[], $5::text[]) as r(id, hash)
       left join lateral (
         select target_id, hash, written_hash from migration_rows
         where source = $1 and source_table = $2 and source_id = r.id and kind = $3 offset 0) m on true
       where m.hash is distinct from r.hash`,
      [this.#source, table, kind, rows.map(({ id }) => id), rows.map(({ hash }) => hash)],
    );
    return new Map(
      moved.map(({ id, target_id, hash, written_hash }) => [
        id,
        target_id !== null && hash !== null && written_hash !== null ? { target_id, hash, written_hash } : undefined,
      ]),
    );
  }

  /** What is known of these rows of one table and kind from earlier runs, by source id. */
  async known(table: string, kind: Kind, ids: readonly string[]): Promise<Map<string, MappingRow>> {
    if (!(await this.#hadRows(table))) return new Map();
    const rows = await this.#store.query<MappingRow & { source_id: string }>(
      `select source_id, target_id, hash, written_hash from migration_rows
       where source = $1 and source_table = $2 and source_id = any($3) and kind = $4`,
      [this.#source, table, ids, kind],
    );
    return new Map(rows.map(({ source_id, ...row }) => [source_id, row]));
  }

  /** Of parents of one table and kind: the ids they have here. */
  async targets(kind: Kind, table: string, ids: readonly string[]): Promise<Map<string, string>> {
    const select = (from: string) =>
      `select source_id, target_id from ${from} where source = $1 and source_table = $2 and source_id = any($3) and kind = $4`;
    const text = this.#planning ? `${select("migration_rows")} union ${select("plan_rows")}` : select("migration_rows");
    const rows = await this.#store.query<{ source_id: string; target_id: string }>(text, [
      this.#source,
      table,
      ids,
      kind,
    ]);
    return new Map(rows.map((row) => [row.source_id, row.target_id]));
  }

  /** Why parents were set aside, by `table:id`. */
  async whySetAside(parents: readonly Parent[]): Promise<Map<string, string>> {
    if (parents.length === 0) return new Map();
    const rows = await this.#store.query<{ source_table: string; source_id: string; code: string }>(
      `select source_table, source_id, code from ${this.setAsideTable}
       where source = $1 and (source_table, source_id) in (select * from unnest($2::text[], $3::text[]))
       order by code = 'parent_set_aside' desc, kind desc`,
      [this.#source, parents.map(({ table }) => table), parents.map(({ id }) => id)],
    );
    // Of a row set aside as several kinds, the last: a reason of its own before one that it has from its own parent.
    return new Map(rows.map((row) => [`${row.source_table}:${row.source_id}`, row.code]));
  }

  async add(rows: readonly (MappingRow & { table: string; id: string; kind: Kind })[]): Promise<void> {
    await this.#store.copy(
      this.#planning ? "plan_rows" : "migration_rows",
      MAPPING,
      rows.map((row) => [
        this.#source,
        row.table,
        row.id,
        row.kind,
        row.target_id,
        row.hash,
        row.written_hash,
        this.#run,
      ]),
    );
  }

  async changed(row: MappingRow & { table: string; id: string; kind: Kind }): Promise<void> {
    if (this.#planning) return;
    await this.#store.write(
      `update migration_rows set hash = $5, written_hash = $6, updated_run_id = $7
       where source = $1 and source_table = $2 and source_id = $3 and kind = $4`,
      [this.#source, row.table, row.id, row.kind, row.hash, row.written_hash, this.#run],
    );
  }

  async setAside(rows: readonly SetAside[]): Promise<void> {
    if (rows.length === 0) return;
    const part = (of: (row: SetAside) => string) => rows.map((row) => of(row).replaceAll("\0", "\ufffd"));
    await this.#store.write(
      `insert into ${this.setAsideTable} (source, source_table, source_id, kind, code, message, hint, run_id)
       select $1, t.a, t.b, t.c, t.d, t.e, t.f, $2
       from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) as t(a, b, c, d, e, f)
       on conflict (source, source_table, source_id, kind) do update
       set code = excluded.code, message = excluded.message, hint = excluded.hint, run_id = excluded.run_id`,
      [
        this.#source,
        this.#run,
        part(({ source }) => source.table),
        part(({ source }) => source.id),
        part(({ kind }) => kind),
        part(({ code }) => code),
        part(({ message }) => message),
        part((row) => row.mapping_hint ?? SET_ASIDE[row.code].hint),
      ],
    );
  }

  /** At the end of a run over these kinds: forgets what was set aside before and is not any more. */
  async forgetResolved(kinds: readonly Kind[]): Promise<void> {
    if (this.#planning) return;
    await this.#store.write("delete from migration_set_aside where source = $1 and kind = any($2) and run_id <> $3", [
      this.#source,
      kinds,
      this.#run,
    ]);
  }

  /** Which of these keys nobody has claimed in this plan; in an apply the tables themselves say. */
  async claim(keys: readonly string[]): Promise<Set<string>> {
    if (!this.#planning) return new Set(keys);
    const rows = await this.#store.query<{ key: string }>(
      "insert into plan_claims select distinct unnest($1::text[]) on conflict do nothing returning key",
      [keys],
    );
    return new Set(rows.map(({ key }) => key));
  }

  async #hadRows(table: string): Promise<boolean> {
    const known = this.#before.get(table);
    if (known !== undefined) return known;
    const rows = await this.#store.query(
      "select 1 from migration_rows where source = $1 and source_table = $2 limit 1",
      [this.#source, table],
    );
    this.#before.set(table, rows.length > 0);
    return rows.length > 0;
  }
}
