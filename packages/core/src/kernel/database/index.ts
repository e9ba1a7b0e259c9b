/**
 * The database, the same from PostgreSQL, MySQL/MariaDB and the RDS Data API.
 *
 *   const database = openDatabase<Tables>({ url: "postgres://…", pool: 10 });
 *   database.kysely · database.dialect ("postgres" | "mysql" | "data-api") · await database.close()
 *
 * What a repository may rely on, everywhere:
 * - Values: `Date` in and out (UTC, milliseconds), booleans, integers as `number` (a value beyond 2^53 - 1 throws
 *   `RangeError`), `null`. Sums and counts are numbers too. No arrays, no bigint columns read as strings.
 * - JSON: declare the column `Json<T>`; write `jsonIn(value)`, read `jsonOut(row.column)`. Columns hold text until then.
 * - `insertIgnore(db, "table", row)` → whether the row went in; `upsert(db, "table", rows, { keys, update })`.
 * - `insertTogether(db, { into, rows }, { into, rows })`: two tables in one round trip, except in MySQL.
 * - `updateEach(db, "table", "id", rows)`: other values for each row, in one statement.
 * - Row locks: Kysely's own `.forUpdate()` and `.forUpdate().skipLocked()`, without table names (MariaDB has no `of`).
 * - `affected(result)` → rows matched by an update or delete, inserted by an insert.
 * - Transactions: `database.kysely.transaction().execute(…)`, READ COMMITTED in all three. No `RETURNING`.
 *   A failed statement ends its transaction (in MySQL alone it does not): let the error out, never go on behind it.
 * - Errors: `isRetryable(error)` → run the whole unit of work again; `isUniqueViolation(error)` → the constraint's name;
 *   `OutcomeUnknown` when the connection broke in COMMIT, or in a write outside a transaction: it may have happened.
 * - `countRoundTrips(work)` → `{ value, roundTrips }`: statements, begin and commit that `work` sent.
 * - Migrations: `migrate(database, { directory })`, `migrateDown(database, { directory })`; in a migration
 *   `const type = columnTypes(db)` → `{ id, key, text, name, timestamp, json, bigint, int, boolean }` for `addColumn`.
 */
export { type ColumnTypes, columnTypes } from "./column-types.ts";
export type { RdsDataOptions } from "./data-api.ts";
export { isRetryable, isUniqueViolation, OutcomeUnknown, ResultTooLarge } from "./errors.ts";
export { type MigrationOptions, migrate, migrateDown } from "./migrate.ts";
export { type Database, type DatabaseOptions, openDatabase, type StatementLog } from "./open.ts";
export {
  affected,
  type DialectName,
  dialectOf,
  insertIgnore,
  insertTogether,
  type Json,
  type JsonText,
  jsonAsText,
  jsonContains,
  jsonIn,
  jsonItems,
  jsonOut,
  startsWith,
  textContains,
  updateEach,
  upsert,
} from "./portable.ts";
export { countRoundTrips } from "./round-trips.ts";
