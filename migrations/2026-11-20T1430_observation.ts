import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  // One row an endpoint: its newest complete round. Who takes a part of a round locks it first.
  await db.schema
    .createTable("observations")
    .addColumn("endpoint_id", type.id, (column) => column.primaryKey())
    .addColumn("endpoint", type.name, (column) => column.notNull().unique())
    .addColumn("round", type.name)
    .addColumn("relay", type.name)
    .addColumn("observed_at", type.timestamp)
    .addColumn("taken_at", type.timestamp)
    .addColumn("site", type.json)
    .addColumn("vms", type.int, (column) => column.notNull())
    .addColumn("reconciled_at", type.timestamp)
    .execute();
  // The VMs of a round as they came, some hundred in a row.
  await db.schema
    .createTable("observation_parts")
    .addColumn("endpoint_id", type.id, (column) => column.notNull())
    .addColumn("round", type.name, (column) => column.notNull())
    .addColumn("part", type.int, (column) => column.notNull())
    .addColumn("observed_at", type.timestamp, (column) => column.notNull())
    .addColumn("site", type.json)
    .addColumn("vms", type.json, (column) => column.notNull())
    .addColumn("count", type.int, (column) => column.notNull())
    .addPrimaryKeyConstraint("observation_parts_pk", ["endpoint_id", "round", "part"])
    .execute();

  await db.schema
    .createTable("traffic_meters")
    .addColumn("server_id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("vmid", type.int, (column) => column.notNull())
    .addColumn("observed_at", type.timestamp, (column) => column.notNull())
    .addColumn("uptime", type.bigint, (column) => column.notNull())
    .addColumn("netin", type.bigint, (column) => column.notNull())
    .addColumn("netout", type.bigint, (column) => column.notNull())
    // The hour that is still being counted; earlier ones are in traffic_hours.
    .addColumn("hour", type.timestamp, (column) => column.notNull())
    .addColumn("bytes_in", type.bigint, (column) => column.notNull())
    .addColumn("bytes_out", type.bigint, (column) => column.notNull())
    .addColumn("gap_seconds", type.bigint, (column) => column.notNull())
    .addColumn("resets", type.int, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("traffic_meters_hour").on("traffic_meters").column("hour").execute();
  await db.schema
    .createTable("traffic_hours")
    .addColumn("server_id", type.id, (column) => column.notNull())
    .addColumn("hour", type.timestamp, (column) => column.notNull())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    // `2026-11`: months are summed by it.
    .addColumn("month", type.id, (column) => column.notNull())
    .addColumn("bytes_in", type.bigint, (column) => column.notNull())
    .addColumn("bytes_out", type.bigint, (column) => column.notNull())
    .addColumn("gap_seconds", type.bigint, (column) => column.notNull())
    .addColumn("resets", type.int, (column) => column.notNull())
    .addPrimaryKeyConstraint("traffic_hours_pk", ["server_id", "hour"])
    .execute();
  await db.schema.createIndex("traffic_hours_hour").on("traffic_hours").column("hour").execute();

  await db.schema
    .createTable("server_metrics")
    .addColumn("server_id", type.id, (column) => column.notNull())
    .addColumn("period", type.id, (column) => column.notNull())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("asked_at", type.timestamp)
    .addColumn("taken_at", type.timestamp)
    .addColumn("points", type.json)
    .addPrimaryKeyConstraint("server_metrics_pk", ["server_id", "period"])
    .execute();

  await db.schema
    .createTable("findings")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("code", type.id, (column) => column.notNull())
    .addColumn("severity", type.id, (column) => column.notNull())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("endpoint_id", type.id, (column) => column.notNull())
    .addColumn("subject_type", type.id, (column) => column.notNull())
    .addColumn("subject_id", type.key, (column) => column.notNull())
    // What the finding is about, while it is not closed: one finding for one thing, without a partial index.
    .addColumn("live_key", type.key, (column) => column.unique())
    .addColumn("evidence", type.json, (column) => column.notNull())
    .addColumn("sightings", type.int, (column) => column.notNull())
    .addColumn("first_seen", type.timestamp, (column) => column.notNull())
    .addColumn("last_seen", type.timestamp, (column) => column.notNull())
    .addColumn("opened_at", type.timestamp)
    .addColumn("closed_at", type.timestamp)
    .addColumn("resolution", type.text)
    .addColumn("muted_reason", type.text)
    .addColumn("muted_by", type.id)
    .execute();
  await db.schema.createIndex("findings_status").on("findings").columns(["status", "id"]).execute();
  await db.schema.createIndex("findings_endpoint").on("findings").columns(["endpoint_id", "status"]).execute();
  await db.schema.createIndex("findings_closed").on("findings").column("closed_at").execute();

  // What a server that is being moved takes at its target, besides what its own row reserves where it is.
  await db.schema
    .createTable("move_reservations")
    .addColumn("server_id", type.id, (column) => column.primaryKey())
    .addColumn("node_id", type.id, (column) => column.notNull())
    .addColumn("cores", type.int, (column) => column.notNull())
    .addColumn("memory_mb", type.int, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("move_reservations_node").on("move_reservations").column("node_id").execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  const tables = ["move_reservations", "findings", "server_metrics", "traffic_hours", "traffic_meters"];
  for (const table of [...tables, "observation_parts", "observations"]) await db.schema.dropTable(table).execute();
}
