import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema.alterTable("endpoints").addColumn("backup_storage", type.name).execute();
  // Why a running action was ended by another: what its customer is told.
  await db.schema.alterTable("actions").addColumn("preempted_by", type.id).execute();

  await db.schema
    .createTable("snapshots")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("server_id", type.id, (column) => column.notNull())
    .addColumn("name", type.name, (column) => column.notNull())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("endpoint_id", type.id, (column) => column.notNull())
    .addColumn("vmid", type.int, (column) => column.notNull())
    .addColumn("disk_gb", type.int, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("snapshots_server").on("snapshots").columns(["server_id", "id"]).execute();

  await db.schema
    .createTable("backups")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("server_id", type.id, (column) => column.notNull())
    .addColumn("label", type.name, (column) => column.notNull())
    .addColumn("kind", type.id, (column) => column.notNull())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("protected", type.boolean, (column) => column.notNull())
    .addColumn("endpoint_id", type.id, (column) => column.notNull())
    .addColumn("vmid", type.int, (column) => column.notNull())
    .addColumn("storage", type.name, (column) => column.notNull())
    .addColumn("node", type.name)
    .addColumn("volid", type.text)
    .addColumn("size_bytes", type.bigint)
    .addColumn("disk_gb", type.int, (column) => column.notNull())
    .addColumn("image_id", type.id, (column) => column.notNull())
    .addColumn("template_id", type.id, (column) => column.notNull())
    .addColumn("hostname", type.name, (column) => column.notNull())
    .addColumn("action_id", type.id)
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("finished_at", type.timestamp)
    .addColumn("expires_at", type.timestamp)
    .execute();
  await db.schema.createIndex("backups_server").on("backups").columns(["server_id", "id"]).execute();
  await db.schema.createIndex("backups_tenant").on("backups").columns(["tenant_id", "id"]).execute();
  await db.schema.createIndex("backups_status").on("backups").columns(["status", "server_id"]).execute();
  await db.schema.createIndex("backups_expires").on("backups").column("expires_at").execute();

  await db.schema
    .createTable("backup_schedules")
    .addColumn("server_id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("frequency", type.id, (column) => column.notNull())
    .addColumn("weekday", type.id)
    .addColumn("hour", type.int, (column) => column.notNull())
    .addColumn("keep", type.int, (column) => column.notNull())
    .addColumn("next_at", type.timestamp, (column) => column.notNull())
    .addColumn("last_at", type.timestamp)
    .addColumn("updated_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("backup_schedules_next").on("backup_schedules").column("next_at").execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ["backup_schedules", "backups", "snapshots"]) await db.schema.dropTable(table).execute();
  await db.schema.alterTable("actions").dropColumn("preempted_by").execute();
  await db.schema.alterTable("endpoints").dropColumn("backup_storage").execute();
}
