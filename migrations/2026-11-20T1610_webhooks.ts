import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("webhooks")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("url", type.text, (column) => column.notNull())
    .addColumn("description", type.name, (column) => column.notNull())
    .addColumn("events", type.json, (column) => column.notNull())
    .addColumn("sealed_secret", type.text, (column) => column.notNull())
    .addColumn("active", type.boolean, (column) => column.notNull())
    .addColumn("disabled_reason", type.name)
    .addColumn("failing_since", type.timestamp)
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("webhooks_tenant").on("webhooks").columns(["tenant_id", "id"]).execute();
  await db.schema
    .createTable("webhook_deliveries")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("webhook_id", type.id, (column) => column.notNull())
    .addColumn("event_id", type.id, (column) => column.notNull())
    .addColumn("replay", type.id, (column) => column.notNull())
    .addColumn("event_type", type.id, (column) => column.notNull())
    .addColumn("body", type.text, (column) => column.notNull())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("attempts", type.int, (column) => column.notNull())
    .addColumn("due_at", type.timestamp, (column) => column.notNull())
    .addColumn("response_status", type.int)
    .addColumn("response", type.text)
    .addColumn("response_ms", type.int)
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("ended_at", type.timestamp)
    .addUniqueConstraint("webhook_deliveries_event", ["webhook_id", "event_id", "replay"])
    .execute();
  await db.schema
    .createIndex("webhook_deliveries_list")
    .on("webhook_deliveries")
    .columns(["tenant_id", "webhook_id", "id"])
    .execute();
  await db.schema
    .createIndex("webhook_deliveries_due")
    .on("webhook_deliveries")
    .columns(["status", "due_at"])
    .execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ["webhook_deliveries", "webhooks"]) await db.schema.dropTable(table).execute();
}
