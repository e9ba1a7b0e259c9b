import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("audit_log")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id)
    .addColumn("at", type.timestamp, (column) => column.notNull())
    .addColumn("actor_type", type.id, (column) => column.notNull())
    .addColumn("actor_id", type.key, (column) => column.notNull())
    .addColumn("command", type.name, (column) => column.notNull())
    .addColumn("outcome", type.id, (column) => column.notNull())
    .addColumn("resource_type", type.id)
    .addColumn("resource_id", type.id)
    .addColumn("request_id", type.id, (column) => column.notNull())
    .addColumn("changes", type.json, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("audit_log_tenant").on("audit_log").columns(["tenant_id", "id"]).execute();
  await db.schema
    .createIndex("audit_log_resource")
    .on("audit_log")
    .columns(["tenant_id", "resource_id", "id"])
    .execute();

  await db.schema
    .createTable("outbox")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("topic", type.id, (column) => column.notNull())
    .addColumn("payload", type.json, (column) => column.notNull())
    .addColumn("request_id", type.id, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("attempts", type.int, (column) => column.notNull())
    .addColumn("claimed_until", type.timestamp)
    .execute();

  await db.schema
    .createTable("idempotency_keys")
    .addColumn("id", type.name, (column) => column.primaryKey())
    .addColumn("body_hash", type.name, (column) => column.notNull())
    .addColumn("status", type.int)
    .addColumn("response", type.json)
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("expires_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("idempotency_keys_expiry").on("idempotency_keys").column("expires_at").execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ["idempotency_keys", "outbox", "audit_log"]) await db.schema.dropTable(table).execute();
}
