import { dialectOf } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

/** A row of the source is looked for by its key there, whatever its table. */
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.createIndex("legacy_records_row").on("legacy_records").columns(["source_id", "id"]).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  const index = db.schema.dropIndex("legacy_records_row");
  await (dialectOf(db) === "mysql" ? index.on("legacy_records") : index).execute();
}
