import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

/** Second factors of people, and the challenges that are open: each answered once. */
export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("totp_factors")
    .addColumn("user_id", type.id, (column) => column.primaryKey())
    .addColumn("seed", type.text, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("confirmed_at", type.timestamp)
    .addColumn("last_step", type.bigint, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("recovery_codes")
    .addColumn("user_id", type.id, (column) => column.notNull())
    .addColumn("hash", type.key, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("used_at", type.timestamp)
    .addPrimaryKeyConstraint("recovery_codes_pk", ["user_id", "hash"])
    .execute();
  await db.schema
    .createTable("passkeys")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("user_id", type.id, (column) => column.notNull())
    .addColumn("name", type.name, (column) => column.notNull())
    .addColumn("credential_hash", type.key, (column) => column.notNull().unique())
    .addColumn("credential_id", type.text, (column) => column.notNull())
    .addColumn("public_key", type.text, (column) => column.notNull())
    .addColumn("counter", type.bigint, (column) => column.notNull())
    .addColumn("transports", type.json, (column) => column.notNull())
    .addColumn("synced", type.boolean, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("last_used_at", type.timestamp)
    .execute();
  await db.schema.createIndex("passkeys_user").on("passkeys").columns(["user_id", "id"]).execute();
  await db.schema
    .createTable("challenges")
    .addColumn("hash", type.key, (column) => column.primaryKey())
    .addColumn("purpose", type.id, (column) => column.notNull())
    .addColumn("user_id", type.id)
    .addColumn("data", type.json, (column) => column.notNull())
    .addColumn("tries", type.int, (column) => column.notNull())
    .addColumn("expires_at", type.timestamp, (column) => column.notNull())
    .addColumn("used_at", type.timestamp)
    .execute();
  await db.schema
    .alterTable("tenants")
    .addColumn("requires_second_factor", type.boolean, (column) => column.notNull().defaultTo(false))
    .execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable("tenants").dropColumn("requires_second_factor").execute();
  for (const table of ["challenges", "passkeys", "recovery_codes", "totp_factors"])
    await db.schema.dropTable(table).execute();
}
