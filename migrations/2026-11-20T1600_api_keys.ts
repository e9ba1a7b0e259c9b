import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("api_keys")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("user_id", type.id, (column) => column.notNull())
    .addColumn("name", type.name, (column) => column.notNull())
    .addColumn("hash", type.name, (column) => column.notNull().unique())
    .addColumn("hint", type.name, (column) => column.notNull())
    .addColumn("permissions", type.json, (column) => column.notNull())
    .addColumn("addresses", type.json, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("expires_at", type.timestamp)
    .addColumn("last_used_at", type.timestamp)
    .addColumn("last_used_address", type.name)
    .addColumn("revoked_at", type.timestamp)
    .execute();
  await db.schema.createIndex("api_keys_tenant").on("api_keys").columns(["tenant_id", "id"]).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable("api_keys").execute();
}
