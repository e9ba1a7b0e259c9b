/** Where the databases differ: what a repository must say in two ways, said once. */
import {
  type ColumnType,
  type Expression,
  type Insertable,
  type Kysely,
  MysqlAdapter,
  sql,
  type Transaction,
} from "kysely";
import { isUniqueViolation } from "./errors.ts";
import { DataApiAdapter } from "./postgres-adapters.ts";
import { JsonParameter } from "./values.ts";

export type DialectName = "postgres" | "mysql" | "data-api";

declare const shape: unique symbol;
/** JSON as the database returned it: text. `jsonOut` parses it. */
export type JsonText<T> = string & { readonly [shape]?: T };
/** A JSON column in a table's interface; `Json<T> | null` where it may be null. */
export type Json<T> = ColumnType<JsonText<T>, JsonParameter<T>, JsonParameter<T>>;

/** A value on its way into a JSON column. */
export function jsonIn<T>(value: T): JsonParameter<T> {
  return new JsonParameter(value);
}

/** A JSON column's value. */
export function jsonOut<T>(text: JsonText<T>): T;
export function jsonOut<T>(text: JsonText<T> | null): T | null;
export function jsonOut<T>(text: JsonText<T> | null): T | null {
  return text === null ? null : JSON.parse(text);
}

/** Which database a Kysely instance or transaction speaks to. */
export function dialectOf<DB>(db: Kysely<DB>): DialectName {
  const { adapter } = db.getExecutor();
  if (adapter instanceof MysqlAdapter) return "mysql";
  return adapter instanceof DataApiAdapter ? "data-api" : "postgres";
}

/** Whether a JSON column holds this text somewhere in a key or a value; ASCII letters in either case. */
export function jsonContains<DB>(db: Kysely<DB>, column: string, text: string) {
  // As it stands in JSON: quotes and backslashes are written with one before them.
  return textContains(jsonAsText(db, column), JSON.stringify(text).slice(1, -1));
}

/** Whether a text holds another; ASCII letters in either case. */
export function textContains(text: Expression<unknown>, part: string) {
  const pattern = `%${part.toLowerCase().replace(/[!%_]/g, "!$&")}%`;
  return sql<boolean>`lower(${text}) like ${pattern} escape '!'`;
}

/** Whether a column of text begins so; ASCII letters in either case. */
export function startsWith(column: string, beginning: string) {
  const pattern = `${beginning.toLowerCase().replace(/[!%_]/g, "!$&")}%`;
  return sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '!'`;
}

/** Of a JSON column that holds a list of objects: how many, and a text of the first one (JSON's null may come as `null`). */
export function jsonItems<DB>(db: Kysely<DB>, column: string) {
  const list = sql.ref(column);
  const mysql = dialectOf(db) === "mysql";
  return {
    count: mysql ? sql<number>`json_length(${list})` : sql<number>`jsonb_array_length(${list})`,
    firstText: (key: string) =>
      mysql
        ? sql<string | null>`json_unquote(json_extract(${list}, ${sql.lit(`$[0].${key}`)}))`
        : sql<string | null>`${list}->0->>${sql.lit(key)}`,
  };
}

type TableName<DB> = keyof DB & string;
type ColumnName<DB, T extends TableName<DB>> = keyof DB[T] & string;

/** `insert into table (columns) values (rows)`, every row with the columns of the first. */
function insertion(table: string, rows: readonly object[]) {
  const columns = Object.keys(rows[0] ?? {});
  const tuples = rows.map((row) => sql`(${sql.join(columns.map((column) => Reflect.get(row, column)))})`);
  return sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))}) values ${sql.join(tuples)}`;
}

/**
 * Inserts one row unless it violates a unique constraint; true when it went in. Any other error is thrown. In MySQL
 * the plain insert's own error is caught, since INSERT IGNORE would swallow wrong values too; the transaction lives on.
 */
export async function insertIgnore<DB, T extends TableName<DB>>(
  db: Kysely<DB> | Transaction<DB>,
  table: T,
  row: NoInfer<Insertable<DB[T]>>,
): Promise<boolean> {
  const insert = insertion(table, [row]);
  if (dialectOf(db) !== "mysql") {
    return affected(await sql`${insert} on conflict do nothing`.execute(db)) === 1;
  }
  try {
    return affected(await insert.execute(db)) === 1;
  } catch (error) {
    if (isUniqueViolation(error) === undefined) throw error;
    return false;
  }
}

/**
 * Inserts rows, or updates the columns `update` of those that exist. `keys` are the columns of the unique constraint
 * that decides; MySQL lets any unique constraint of the table decide, so use it on tables with one that can clash.
 */
export async function upsert<DB, T extends TableName<DB>>(
  db: Kysely<DB> | Transaction<DB>,
  table: T,
  rows: NoInfer<Insertable<DB[T]> | readonly Insertable<DB[T]>[]>,
  { keys, update }: { keys: readonly ColumnName<DB, T>[]; update: readonly ColumnName<DB, T>[] },
): Promise<void> {
  const all: readonly object[] = Array.isArray(rows) ? rows : [rows];
  if (all.length === 0) return;
  const mysql = dialectOf(db) === "mysql";
  const excluded = (column: string) =>
    mysql ? sql`values(${sql.ref(column)})` : sql`${sql.ref(`excluded.${column}`)}`;
  const changes = sql.join(update.map((column) => sql`${sql.ref(column)} = ${excluded(column)}`));
  const clause = mysql
    ? sql`on duplicate key update`
    : sql`on conflict (${sql.join(keys.map((key) => sql.ref(key)))}) do update set`;
  await sql`${insertion(table, all)} ${clause} ${changes}`.execute(db);
}

interface Insert<DB, T extends TableName<DB>> {
  into: T;
  rows: readonly Insertable<DB[T]>[];
}

/** Inserts rows into two tables that do not refer to each other, in one round trip where the database can. */
export async function insertTogether<DB, A extends TableName<DB>, B extends TableName<DB>>(
  db: Kysely<DB> | Transaction<DB>,
  one: NoInfer<Insert<DB, A>> & { into: A },
  other: NoInfer<Insert<DB, B>> & { into: B },
): Promise<void> {
  const [first, second] = [one, other]
    .filter(({ rows }) => rows.length > 0)
    .map(({ into, rows }) => insertion(into, rows));
  if (!first) return;
  if (second && dialectOf(db) !== "mysql") {
    await sql`with first_insert as (${first}) ${second}`.execute(db);
    return;
  }
  await first.execute(db);
  await second?.execute(db);
}

/** A JSON column as lower-case text, to be searched; how it is spaced is the database's affair. */
export const jsonAsText = <DB>(db: Kysely<DB>, column: string) =>
  sql<string>`lower(cast(${sql.ref(column)} as ${sql.raw(dialectOf(db) === "mysql" ? "char" : "text")}))`;

/**
 * Updates rows one by one in a single statement: each by its `key`, and every row with the columns of the first. Whole
 * numbers, texts and null alone: their types are told from the values.
 */
export async function updateEach<DB, T extends TableName<DB>>(
  db: Kysely<DB> | Transaction<DB>,
  table: T,
  key: ColumnName<DB, T>,
  rows: readonly Readonly<Record<string, string | number | null>>[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const value = (one: string | number | null | undefined) => (typeof one === "number" ? sql.lit(one) : sql`${one}`);
  const columns = Object.keys(first).filter((column) => column !== key);
  const changes = columns.map((column) => {
    const cases = rows.map((row) => sql`when ${row[key]} then ${value(row[column])}`);
    return sql`${sql.ref(column)} = case ${sql.ref(key)} ${sql.join(cases, sql` `)} end`;
  });
  const keys = sql.join(rows.map((row) => sql`${row[key]}`));
  await sql`update ${sql.table(table)} set ${sql.join(changes)} where ${sql.ref(key)} in (${keys})`.execute(db);
}

interface Outcome {
  readonly numAffectedRows?: bigint | undefined;
  readonly numUpdatedRows?: bigint | undefined;
  readonly numDeletedRows?: bigint | undefined;
  readonly numInsertedOrUpdatedRows?: bigint | undefined;
}

/** Rows an update or delete matched, or an insert made; of what `execute`, `executeTakeFirst` or `sql` returned. */
export function affected(result: Outcome | readonly Outcome[] | undefined): number {
  if (result === undefined) return 0;
  if (isList(result)) return result.reduce((sum, one) => sum + affected(one), 0);
  return Number(
    result.numAffectedRows ?? result.numUpdatedRows ?? result.numDeletedRows ?? result.numInsertedOrUpdatedRows ?? 0n,
  );
}

function isList(result: Outcome | readonly Outcome[]): result is readonly Outcome[] {
  return Array.isArray(result);
}
