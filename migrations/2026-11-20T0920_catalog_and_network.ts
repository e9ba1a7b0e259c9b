import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("plans")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("name", type.name, (column) => column.notNull().unique())
    .addColumn("title", type.name, (column) => column.notNull())
    .addColumn("position", type.int, (column) => column.notNull())
    .addColumn("available", type.boolean, (column) => column.notNull())
    .addColumn("cores", type.int, (column) => column.notNull())
    .addColumn("memory_mb", type.int, (column) => column.notNull())
    .addColumn("disk_gb", type.int, (column) => column.notNull())
    .addColumn("price_amount", type.bigint, (column) => column.notNull())
    .addColumn("currency", type.id, (column) => column.notNull())
    .addColumn("cpu_type", type.id, (column) => column.notNull())
    .addColumn("cpu_limit_percent", type.int, (column) => column.notNull())
    .addColumn("cpu_units", type.int, (column) => column.notNull())
    .addColumn("balloon_mb", type.int, (column) => column.notNull())
    .addColumn("disk_iops", type.int)
    .addColumn("disk_mbps", type.int)
    .addColumn("nic_mbit", type.int)
    .addColumn("traffic_gb", type.int)
    .execute();
  await db.schema
    .createTable("images")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("name", type.name, (column) => column.notNull().unique())
    .addColumn("title", type.name, (column) => column.notNull())
    .addColumn("family", type.id, (column) => column.notNull())
    .addColumn("position", type.int, (column) => column.notNull())
    .addColumn("available", type.boolean, (column) => column.notNull())
    .addColumn("min_disk_gb", type.int, (column) => column.notNull())
    .addColumn("default_user", type.id, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("locations")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("name", type.name, (column) => column.notNull().unique())
    .addColumn("title", type.name, (column) => column.notNull())
    .addColumn("country", type.id, (column) => column.notNull())
    .addColumn("position", type.int, (column) => column.notNull())
    .addColumn("open", type.boolean, (column) => column.notNull())
    .addColumn("relay_keys", type.json, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("endpoints")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("location_id", type.id, (column) => column.notNull())
    .addColumn("name", type.name, (column) => column.notNull().unique())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("vmid_to", type.int, (column) => column.notNull())
    .addColumn("next_vmid", type.int, (column) => column.notNull())
    .addColumn("cpu_overcommit_percent", type.int, (column) => column.notNull())
    .addColumn("memory_overcommit_percent", type.int, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("endpoints_location").on("endpoints").column("location_id").execute();
  await db.schema
    .createTable("nodes")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("endpoint_id", type.id, (column) => column.notNull())
    .addColumn("name", type.name, (column) => column.notNull())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("cores", type.int, (column) => column.notNull())
    .addColumn("memory_mb", type.int, (column) => column.notNull())
    .addUniqueConstraint("nodes_name", ["endpoint_id", "name"])
    .execute();
  await db.schema
    .createTable("storages")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("endpoint_id", type.id, (column) => column.notNull())
    .addColumn("node_id", type.id)
    .addColumn("name", type.name, (column) => column.notNull())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("size_gb", type.int, (column) => column.notNull())
    .addColumn("overcommit_percent", type.int, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("storages_endpoint").on("storages").columns(["endpoint_id", "node_id"]).execute();
  await db.schema
    .createTable("templates")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("image_id", type.id, (column) => column.notNull())
    .addColumn("endpoint_id", type.id, (column) => column.notNull())
    .addColumn("node_id", type.id, (column) => column.notNull())
    .addColumn("storage_id", type.id, (column) => column.notNull())
    .addColumn("vmid", type.int, (column) => column.notNull())
    .addUniqueConstraint("templates_vmid", ["endpoint_id", "vmid"])
    .execute();
  await db.schema.createIndex("templates_image").on("templates").columns(["image_id", "endpoint_id"]).execute();

  await db.schema
    .createTable("pools")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("location_id", type.id, (column) => column.notNull())
    .addColumn("name", type.name, (column) => column.notNull().unique())
    .addColumn("family", type.int, (column) => column.notNull())
    .addColumn("prefix", type.int, (column) => column.notNull())
    .addColumn("gateway", type.id, (column) => column.notNull())
    .addColumn("nameservers", type.json, (column) => column.notNull())
    .addColumn("search_domain", type.name)
    .addColumn("bridge", type.id, (column) => column.notNull())
    .addColumn("vlan", type.int)
    .addColumn("mtu", type.int)
    .execute();
  await db.schema.createIndex("pools_location").on("pools").column("location_id").execute();
  await db.schema
    .createTable("addresses")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("pool_id", type.id, (column) => column.notNull())
    .addColumn("address", type.name, (column) => column.notNull().unique())
    .addColumn("tenant_id", type.id)
    .addColumn("server_id", type.id)
    .addColumn("assigned_at", type.timestamp)
    .addColumn("free_since", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("addresses_free")
    .on("addresses")
    .columns(["pool_id", "server_id", "free_since", "id"])
    .execute();
  await db.schema.createIndex("addresses_server").on("addresses").column("server_id").execute();
  await db.schema
    .createTable("address_history")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("address", type.name, (column) => column.notNull())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("server_id", type.id, (column) => column.notNull())
    .addColumn("from_at", type.timestamp, (column) => column.notNull())
    .addColumn("until_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("address_history_address")
    .on("address_history")
    .columns(["address", "from_at"])
    .execute();
  await db.schema.createIndex("address_history_until").on("address_history").column("until_at").execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  const tables = ["address_history", "addresses", "pools", "templates", "storages", "nodes", "endpoints", "locations"];
  for (const table of [...tables, "images", "plans"]) await db.schema.dropTable(table).execute();
}
