import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("tenants")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("name", type.name, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("users")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("email", type.name, (column) => column.notNull().unique())
    .addColumn("name", type.name, (column) => column.notNull())
    .addColumn("password_hash", type.name, (column) => column.notNull())
    .addColumn("operator", type.boolean, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("memberships")
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("user_id", type.id, (column) => column.notNull())
    .addColumn("role", type.id, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addPrimaryKeyConstraint("memberships_pk", ["tenant_id", "user_id"])
    .execute();
  await db.schema.createIndex("memberships_user").on("memberships").column("user_id").execute();
  await db.schema
    .createTable("sessions")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("user_id", type.id, (column) => column.notNull())
    .addColumn("tenant_id", type.id)
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("expires_at", type.timestamp, (column) => column.notNull())
    .addColumn("revoked_at", type.timestamp)
    .execute();
  await db.schema
    .createTable("refresh_tokens")
    .addColumn("hash", type.name, (column) => column.primaryKey())
    .addColumn("session_id", type.id, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("expires_at", type.timestamp, (column) => column.notNull())
    .addColumn("rotated_at", type.timestamp)
    .addColumn("successor", type.text)
    .execute();
  await db.schema.createIndex("refresh_tokens_session").on("refresh_tokens").column("session_id").execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ["refresh_tokens", "sessions", "memberships", "users", "tenants"])
    await db.schema.dropTable(table).execute();
}
