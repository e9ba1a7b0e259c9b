import { dialectOf } from "@hostwright/core/kernel/database/index";
import { type Kysely, sql } from "kysely";

/** Operators look for invoices by how their number begins, and for invoices and tickets by status, over all tenants. */
export async function up(db: Kysely<any>): Promise<void> {
  // As `startsWith` asks for it. MariaDB indexes no expressions: it goes through the invoices there.
  if (dialectOf(db) !== "mysql")
    await sql`create index archive_invoices_number on archive_invoices (lower(number))`.execute(db);
  await db.schema.createIndex("archive_invoices_status").on("archive_invoices").columns(["status", "id"]).execute();
  await db.schema.createIndex("archive_tickets_status").on("archive_tickets").columns(["status", "id"]).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  const mysql = dialectOf(db) === "mysql";
  for (const table of ["archive_tickets", "archive_invoices"]) {
    const index = db.schema.dropIndex(`${table}_status`);
    await (mysql ? index.on(table) : index).execute();
  }
  if (!mysql) await db.schema.dropIndex("archive_invoices_number").execute();
}
