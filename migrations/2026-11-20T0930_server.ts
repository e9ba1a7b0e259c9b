import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("servers")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("name", type.name, (column) => column.notNull())
    // Equal to the name while the server holds it, null once failed or deleted: uniqueness without a partial index.
    .addColumn("name_key", type.name)
    .addColumn("hostname", type.name, (column) => column.notNull())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("plan_id", type.id, (column) => column.notNull())
    .addColumn("image_id", type.id, (column) => column.notNull())
    .addColumn("location_id", type.id, (column) => column.notNull())
    .addColumn("endpoint_id", type.id, (column) => column.notNull())
    .addColumn("vmid", type.int, (column) => column.notNull())
    // Null once nothing is reserved any more: what is reserved on a node is the sum over its servers.
    .addColumn("node_id", type.id)
    .addColumn("storage_id", type.id)
    .addColumn("template_id", type.id, (column) => column.notNull())
    .addColumn("cores", type.int, (column) => column.notNull())
    .addColumn("memory_mb", type.int, (column) => column.notNull())
    .addColumn("disk_gb", type.int, (column) => column.notNull())
    .addColumn("price_amount", type.bigint, (column) => column.notNull())
    .addColumn("currency", type.id, (column) => column.notNull())
    .addColumn("network", type.json)
    .addColumn("labels", type.json, (column) => column.notNull())
    .addColumn("ssh_keys", type.json, (column) => column.notNull())
    .addColumn("sealed_password", type.text)
    .addColumn("action_id", type.id)
    .addColumn("holds", type.int, (column) => column.notNull())
    .addColumn("power_before_hold", type.id)
    .addColumn("deletion_due", type.timestamp)
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("deleted_at", type.timestamp)
    .addUniqueConstraint("servers_vmid", ["endpoint_id", "vmid"])
    .addUniqueConstraint("servers_name_key", ["tenant_id", "name_key"])
    .execute();
  // `deleted_at` second: lists ask for what is not deleted, and walk the rest of the index in order.
  await db.schema.createIndex("servers_by_id").on("servers").columns(["tenant_id", "deleted_at", "id"]).execute();
  await db.schema
    .createIndex("servers_by_name")
    .on("servers")
    .columns(["tenant_id", "deleted_at", "name", "id"])
    .execute();
  await db.schema
    .createIndex("servers_by_status")
    .on("servers")
    .columns(["tenant_id", "deleted_at", "status", "id"])
    .execute();
  await db.schema.createIndex("servers_all").on("servers").columns(["deleted_at", "id"]).execute();
  await db.schema.createIndex("servers_node").on("servers").columns(["node_id", "cores", "memory_mb"]).execute();
  await db.schema.createIndex("servers_storage").on("servers").columns(["storage_id", "disk_gb"]).execute();
  await db.schema.createIndex("servers_deletion_due").on("servers").column("deletion_due").execute();

  await db.schema
    .createTable("server_labels")
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("label_key", type.name, (column) => column.notNull())
    .addColumn("label_value", type.name, (column) => column.notNull())
    .addColumn("server_id", type.id, (column) => column.notNull())
    .addPrimaryKeyConstraint("server_labels_pk", ["server_id", "label_key"])
    .execute();
  await db.schema
    .createIndex("server_labels_value")
    .on("server_labels")
    .columns(["tenant_id", "label_key", "label_value", "server_id"])
    .execute();

  await db.schema
    .createTable("holds")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("server_id", type.id, (column) => column.notNull())
    .addColumn("kind", type.id, (column) => column.notNull())
    .addColumn("reason", type.text, (column) => column.notNull())
    .addColumn("placed_by", type.id, (column) => column.notNull())
    .addColumn("since", type.timestamp, (column) => column.notNull())
    .addColumn("until", type.timestamp)
    .addColumn("lifted_at", type.timestamp)
    .addColumn("lifted_by", type.id)
    .execute();
  await db.schema.createIndex("holds_server").on("holds").columns(["server_id", "lifted_at"]).execute();
  await db.schema.createIndex("holds_until").on("holds").columns(["lifted_at", "until"]).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ["holds", "server_labels", "servers"]) await db.schema.dropTable(table).execute();
}
