import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

/** Indexes that a first migration has set aside while it loads, as they are to be made again. */
export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("migration_indexes")
    .addColumn("name", type.key, (column) => column.primaryKey())
    .addColumn("definition", type.text, (column) => column.notNull())
    .execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable("migration_indexes").execute();
}
