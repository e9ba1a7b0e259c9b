import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("archive_attachments")
    .addColumn("id", type.id, (column) => column.primaryKey())
    // null: of a ticket of somebody who was no client.
    .addColumn("tenant_id", type.id)
    .addColumn("ticket_id", type.id, (column) => column.notNull())
    // The message it came with: `tbltickets:12`, `tblticketreplies:34`.
    .addColumn("message", type.key, (column) => column.notNull())
    .addColumn("name", type.text, (column) => column.notNull())
    .addColumn("file", type.text, (column) => column.notNull())
    .addColumn("size", type.bigint)
    // Where its file is in the object store; null: there is no file any more.
    .addColumn("sha256", type.key)
    .execute();
  await db.schema.createIndex("archive_attachments_ticket").on("archive_attachments").columns(["ticket_id"]).execute();
  await db.schema.createIndex("archive_attachments_sha256").on("archive_attachments").columns(["sha256"]).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable("archive_attachments").execute();
}
