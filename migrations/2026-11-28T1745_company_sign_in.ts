import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

/** Tenants' own sign-in: their provider, the domains they have proved, and who has come in by it. */
export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("sign_in_providers")
    .addColumn("tenant_id", type.id, (column) => column.primaryKey())
    .addColumn("issuer", type.text, (column) => column.notNull())
    .addColumn("client_id", type.text, (column) => column.notNull())
    .addColumn("sealed_secret", type.text, (column) => column.notNull())
    .addColumn("role", type.id)
    .addColumn("updated_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("sign_in_domains")
    .addColumn("domain", type.key, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("sign_in_domains_tenant").on("sign_in_domains").column("tenant_id").execute();
  await db.schema
    .createTable("company_identities")
    .addColumn("hash", type.key, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("user_id", type.id, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("company_identities_tenant").on("company_identities").column("tenant_id").execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ["company_identities", "sign_in_domains", "sign_in_providers"])
    await db.schema.dropTable(table).execute();
}
