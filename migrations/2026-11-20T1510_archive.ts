import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("archive_invoices")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("number", type.name)
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("issued", type.id)
    .addColumn("due", type.id)
    .addColumn("paid_at", type.timestamp)
    .addColumn("currency", type.id, (column) => column.notNull())
    .addColumn("rate", type.id)
    .addColumn("buyer", type.json, (column) => column.notNull())
    .addColumn("subtotal", type.bigint, (column) => column.notNull())
    .addColumn("credit", type.bigint, (column) => column.notNull())
    .addColumn("total", type.bigint, (column) => column.notNull())
    .addColumn("taxes", type.json, (column) => column.notNull())
    .addColumn("lines", type.json, (column) => column.notNull())
    .addColumn("payment_method", type.text, (column) => column.notNull())
    .addColumn("notes", type.text, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("archive_invoices_tenant").on("archive_invoices").columns(["tenant_id", "id"]).execute();
  await db.schema
    .createTable("archive_transactions")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id)
    .addColumn("invoice_id", type.id)
    .addColumn("at", type.timestamp)
    .addColumn("currency", type.id, (column) => column.notNull())
    .addColumn("amount_in", type.bigint, (column) => column.notNull())
    .addColumn("amount_out", type.bigint, (column) => column.notNull())
    .addColumn("fees", type.bigint, (column) => column.notNull())
    .addColumn("rate", type.id)
    .addColumn("gateway", type.text, (column) => column.notNull())
    .addColumn("reference", type.text, (column) => column.notNull())
    .addColumn("description", type.text, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("archive_transactions_tenant")
    .on("archive_transactions")
    .columns(["tenant_id", "id"])
    .execute();
  await db.schema
    .createTable("archive_credits")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("on_day", type.id)
    .addColumn("currency", type.id, (column) => column.notNull())
    .addColumn("amount", type.bigint, (column) => column.notNull())
    .addColumn("description", type.text, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("archive_credits_tenant").on("archive_credits").columns(["tenant_id", "id"]).execute();
  await db.schema
    .createTable("archive_tickets")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id)
    .addColumn("reference", type.text, (column) => column.notNull())
    .addColumn("department", type.text, (column) => column.notNull())
    .addColumn("subject", type.text, (column) => column.notNull())
    .addColumn("status", type.name, (column) => column.notNull())
    .addColumn("urgency", type.text, (column) => column.notNull())
    .addColumn("service", type.json)
    .addColumn("messages", type.json, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("archive_tickets_tenant").on("archive_tickets").columns(["tenant_id", "id"]).execute();
  // Where numbering continues: one row a sequence.
  await db.schema
    .createTable("number_sequences")
    .addColumn("name", type.key, (column) => column.primaryKey())
    .addColumn("next_number", type.bigint, (column) => column.notNull())
    .addColumn("format", type.name, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("legacy_records")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id)
    .addColumn("source", type.id, (column) => column.notNull())
    .addColumn("source_table", type.key, (column) => column.notNull())
    .addColumn("source_id", type.key, (column) => column.notNull())
    .addColumn("title", type.name, (column) => column.notNull())
    .addColumn("source_row", type.json, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("legacy_records_table").on("legacy_records").columns(["source_table", "id"]).execute();
  await db.schema.createIndex("legacy_records_tenant").on("legacy_records").columns(["tenant_id", "id"]).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  const archive = ["archive_tickets", "archive_credits", "archive_transactions", "archive_invoices"];
  for (const table of ["legacy_records", "number_sequences", ...archive]) await db.schema.dropTable(table).execute();
}
