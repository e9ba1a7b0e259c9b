import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .alterTable("tenants")
    .addColumn("status", type.id, (column) => column.notNull().defaultTo("active"))
    .execute();
  await db.schema.alterTable("tenants").addColumn("status_reason", type.text).execute();
  await db.schema.alterTable("users").addColumn("time_zone", type.name).execute();
  await db.schema.alterTable("users").addColumn("verified_at", type.timestamp).execute();

  await db.schema
    .createTable("email_proofs")
    .addColumn("hash", type.name, (column) => column.primaryKey())
    .addColumn("purpose", type.id, (column) => column.notNull())
    .addColumn("email", type.name, (column) => column.notNull())
    .addColumn("user_id", type.id)
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("expires_at", type.timestamp, (column) => column.notNull())
    .addColumn("used_at", type.timestamp)
    .execute();
  await db.schema.createIndex("email_proofs_user").on("email_proofs").column("user_id").execute();
  await db.schema.createIndex("email_proofs_expiry").on("email_proofs").column("expires_at").execute();

  await db.schema
    .createTable("email_changes")
    .addColumn("user_id", type.id, (column) => column.primaryKey())
    .addColumn("old_email", type.name, (column) => column.notNull())
    .addColumn("new_email", type.name, (column) => column.notNull())
    .addColumn("old_confirmed_at", type.timestamp)
    .addColumn("new_confirmed_at", type.timestamp)
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("expires_at", type.timestamp, (column) => column.notNull())
    .execute();

  await db.schema
    .createTable("mail_caps")
    .addColumn("id", type.name, (column) => column.primaryKey())
    .addColumn("letters", type.int, (column) => column.notNull())
    .addColumn("expires_at", type.timestamp, (column) => column.notNull())
    .execute();

  await db.schema
    .createTable("invitations")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("email", type.name, (column) => column.notNull())
    .addColumn("role", type.id, (column) => column.notNull())
    .addColumn("scope", type.text)
    .addColumn("hash", type.name, (column) => column.notNull().unique())
    .addColumn("invited_by", type.id, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("sent_at", type.timestamp, (column) => column.notNull())
    .addColumn("expires_at", type.timestamp, (column) => column.notNull())
    .addColumn("accepted_at", type.timestamp)
    .addColumn("revoked_at", type.timestamp)
    .execute();
  await db.schema.createIndex("invitations_tenant").on("invitations").columns(["tenant_id", "id"]).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ["invitations", "mail_caps", "email_changes", "email_proofs"])
    await db.schema.dropTable(table).execute();
  await db.schema.alterTable("users").dropColumn("verified_at").execute();
  await db.schema.alterTable("users").dropColumn("time_zone").execute();
  await db.schema.alterTable("tenants").dropColumn("status_reason").execute();
  await db.schema.alterTable("tenants").dropColumn("status").execute();
}
