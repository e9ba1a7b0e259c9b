import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

const NUMBERS = ["servers", "addresses", "cores", "memory_mb", "disk_gb", "requests_per_minute"];

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  let table = db.schema
    .createTable("tenant_quotas")
    .addColumn("tenant_id", type.id, (column) => column.primaryKey())
    .addColumn("updated_at", type.timestamp, (column) => column.notNull());
  for (const name of NUMBERS) table = table.addColumn(name, type.int);
  await table.execute();
  await db.schema.alterTable("plans").addColumn("requests_per_minute", type.int).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable("plans").dropColumn("requests_per_minute").execute();
  await db.schema.dropTable("tenant_quotas").execute();
}
