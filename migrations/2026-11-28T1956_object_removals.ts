import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

/** Files whose rows have gone, until they have gone from the object store too. */
export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("object_removals")
    .addColumn("sha256", type.key, (column) => column.notNull())
    // Who asked for it: two who do at once are in nobody's way.
    .addColumn("request_id", type.id, (column) => column.notNull())
    .addColumn("due_at", type.timestamp, (column) => column.notNull())
    .addPrimaryKeyConstraint("object_removals_pkey", ["sha256", "request_id"])
    .execute();
  await db.schema.createIndex("object_removals_due").on("object_removals").columns(["due_at"]).execute();
  await db.schema.createIndex("archive_attachments_tenant").on("archive_attachments").columns(["tenant_id"]).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable("object_removals").execute();
}
