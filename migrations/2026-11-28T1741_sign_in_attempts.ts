import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

/** Failed sign-ins by account and place, and the devices and places each person is known by. */
export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("sign_in_attempts")
    .addColumn("id", type.key, (column) => column.primaryKey())
    .addColumn("failures", type.int, (column) => column.notNull())
    .addColumn("failed_at", type.timestamp, (column) => column.notNull())
    .addColumn("blocked_until", type.timestamp)
    .execute();
  await db.schema
    .createTable("known_devices")
    .addColumn("user_id", type.id, (column) => column.notNull())
    .addColumn("hash", type.key, (column) => column.notNull())
    .addColumn("first_used_at", type.timestamp, (column) => column.notNull())
    .addColumn("last_used_at", type.timestamp, (column) => column.notNull())
    .addPrimaryKeyConstraint("known_devices_pk", ["user_id", "hash"])
    .execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ["known_devices", "sign_in_attempts"]) await db.schema.dropTable(table).execute();
}
