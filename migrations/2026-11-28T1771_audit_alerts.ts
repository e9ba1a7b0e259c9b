import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .alterTable("audit_chains")
    .addColumn("watched_seq", type.bigint, (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable("audit_alerts")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id)
    .addColumn("rule", type.id, (column) => column.notNull())
    .addColumn("occasion", type.key, (column) => column.notNull())
    .addColumn("audit_id", type.id, (column) => column.notNull())
    .addColumn("subject_id", type.key, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addUniqueConstraint("audit_alerts_occasion", ["rule", "occasion"])
    .execute();
  await db.schema.createIndex("audit_alerts_tenant").on("audit_alerts").columns(["tenant_id", "id"]).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable("audit_alerts").execute();
  await db.schema.alterTable("audit_chains").dropColumn("watched_seq").execute();
}
