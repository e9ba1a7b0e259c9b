import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("firewalls")
    .addColumn("server_id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("settings", type.json, (column) => column.notNull())
    .addColumn("smtp_open", type.boolean, (column) => column.notNull())
    .addColumn("foreign_rules", type.int, (column) => column.notNull())
    .addColumn("updated_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("firewalls_tenant").on("firewalls").columns(["tenant_id", "server_id"]).execute();
  await db.schema
    .createTable("reverse_names")
    .addColumn("address", type.key, (column) => column.primaryKey())
    .addColumn("address_id", type.id, (column) => column.notNull())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("server_id", type.id, (column) => column.notNull())
    .addColumn("host_name", type.name, (column) => column.notNull())
    .addColumn("updated_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("reverse_names_server")
    .on("reverse_names")
    .columns(["tenant_id", "server_id", "address"])
    .execute();
  await db.schema.createIndex("reverse_names_address_id").on("reverse_names").column("address_id").execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ["reverse_names", "firewalls"]) await db.schema.dropTable(table).execute();
}
