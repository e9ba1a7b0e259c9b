import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("tenant_profiles")
    .addColumn("tenant_id", type.id, (column) => column.primaryKey())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("email", type.name)
    .addColumn("contact_name", type.text, (column) => column.notNull())
    .addColumn("company", type.text, (column) => column.notNull())
    .addColumn("address", type.json, (column) => column.notNull())
    .addColumn("phone", type.text, (column) => column.notNull())
    .addColumn("tax_id", type.text, (column) => column.notNull())
    .addColumn("currency", type.id, (column) => column.notNull())
    .addColumn("language", type.id)
    .addColumn("marketing_consent", type.boolean, (column) => column.notNull())
    .addColumn("tax_exempt", type.boolean, (column) => column.notNull())
    .addColumn("overrides", type.json, (column) => column.notNull())
    .addColumn("credit", type.bigint, (column) => column.notNull())
    .addColumn("notes", type.text, (column) => column.notNull())
    .execute();
  await db.schema.alterTable("users").addColumn("language", type.id).execute();
  await db.schema
    .createTable("contacts")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("name", type.text, (column) => column.notNull())
    .addColumn("email", type.text, (column) => column.notNull())
    .addColumn("phone", type.text, (column) => column.notNull())
    .addColumn("notices", type.json, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("contacts_tenant").on("contacts").columns(["tenant_id", "id"]).execute();

  await db.schema
    .createTable("currencies")
    .addColumn("code", type.id, (column) => column.primaryKey())
    .addColumn("prefix", type.name, (column) => column.notNull())
    .addColumn("suffix", type.name, (column) => column.notNull())
    .addColumn("decimals", type.int, (column) => column.notNull())
    .addColumn("rate", type.id, (column) => column.notNull())
    .addColumn("is_default", type.boolean, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("plan_prices")
    .addColumn("plan_id", type.id, (column) => column.notNull())
    .addColumn("currency", type.id, (column) => column.notNull())
    .addColumn("cycle", type.id, (column) => column.notNull())
    .addColumn("setup", type.bigint, (column) => column.notNull())
    .addColumn("amount", type.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint("plan_prices_pk", ["plan_id", "currency", "cycle"])
    .execute();
  await db.schema
    .createTable("billing_terms")
    .addColumn("server_id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("currency", type.id, (column) => column.notNull())
    .addColumn("amount", type.bigint, (column) => column.notNull())
    .addColumn("first_amount", type.bigint, (column) => column.notNull())
    .addColumn("cycle", type.id, (column) => column.notNull())
    // A day of the calendar, YYYY-MM-DD: no hour, no zone.
    .addColumn("next_due", type.id)
    .addColumn("payment_method", type.text, (column) => column.notNull())
    .addColumn("suspension_override", type.boolean, (column) => column.notNull())
    .addColumn("suspension_override_until", type.id)
    .addColumn("paused", type.boolean, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("billing_terms_tenant").on("billing_terms").columns(["tenant_id", "server_id"]).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ["billing_terms", "plan_prices", "currencies", "contacts"])
    await db.schema.dropTable(table).execute();
  await db.schema.alterTable("users").dropColumn("language").execute();
  await db.schema.dropTable("tenant_profiles").execute();
}
