import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  for (const flag of ["protect_delete", "protect_rebuild", "rescue"])
    await db.schema
      .alterTable("servers")
      .addColumn(flag, type.boolean, (column) => column.notNull().defaultTo(false))
      .execute();
  // What a relay last saw while a longer change is under way: the status when it ends.
  await db.schema.alterTable("servers").addColumn("power_seen", type.id).execute();
  // The volume id of the endpoint's rescue system; null where there is none.
  await db.schema.alterTable("endpoints").addColumn("rescue_iso", type.name).execute();

  // Every VM id of a server beside its present one: being made to replace it, about to go, or gone.
  await db.schema
    .createTable("spare_vms")
    .addColumn("endpoint_id", type.id, (column) => column.notNull())
    .addColumn("vmid", type.int, (column) => column.notNull())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("server_id", type.id, (column) => column.notNull())
    .addColumn("action_id", type.id, (column) => column.notNull())
    .addColumn("state", type.id, (column) => column.notNull())
    .addColumn("node_id", type.id)
    .addColumn("storage_id", type.id)
    .addColumn("template_id", type.id, (column) => column.notNull())
    .addColumn("image_id", type.id, (column) => column.notNull())
    .addColumn("hostname", type.name, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("retired_at", type.timestamp)
    .addPrimaryKeyConstraint("spare_vms_pk", ["endpoint_id", "vmid"])
    .execute();
  await db.schema.createIndex("spare_vms_server").on("spare_vms").columns(["tenant_id", "server_id"]).execute();
  await db.schema.createIndex("spare_vms_action").on("spare_vms").column("action_id").execute();

  // Room on a storage that an action needs beyond what its server has.
  await db.schema
    .createTable("storage_reservations")
    .addColumn("action_id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("server_id", type.id, (column) => column.notNull())
    .addColumn("storage_id", type.id, (column) => column.notNull())
    .addColumn("disk_gb", type.int, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("storage_reservations_storage")
    .on("storage_reservations")
    .columns(["storage_id", "disk_gb"])
    .execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ["storage_reservations", "spare_vms"]) await db.schema.dropTable(table).execute();
  await db.schema.alterTable("endpoints").dropColumn("rescue_iso").execute();
  for (const column of ["power_seen", "rescue", "protect_rebuild", "protect_delete"])
    await db.schema.alterTable("servers").dropColumn(column).execute();
}
