import { columnTypes, dialectOf } from "@hostwright/core/kernel/database/index";
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("rate_buckets")
    .addColumn("id", type.key, (column) => column.primaryKey())
    .addColumn("tat", type.bigint, (column) => column.notNull())
    .addColumn("cost", type.bigint, (column) => column.notNull())
    .addColumn("tolerance", type.bigint, (column) => column.notNull())
    .execute();
  // Written with every request, and worth nothing after a crash: no write-ahead log, and room for versions on the page.
  if (dialectOf(db) !== "mysql") {
    await sql`alter table rate_buckets set unlogged`.execute(db);
    await sql`alter table rate_buckets set (fillfactor = 40)`.execute(db);
  }
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable("rate_buckets").execute();
}
