import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("migration_runs")
    .addColumn("id", type.id, (column) => column.primaryKey())
    // Which database it reads from: the same key again means the same company's rows.
    .addColumn("source", type.id, (column) => column.notNull())
    .addColumn("system", type.name, (column) => column.notNull())
    .addColumn("mode", type.id, (column) => column.notNull())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("started_at", type.timestamp, (column) => column.notNull())
    .addColumn("ended_at", type.timestamp)
    .addColumn("heartbeat_at", type.timestamp, (column) => column.notNull())
    .addColumn("kinds", type.json, (column) => column.notNull())
    .addColumn("problem", type.text)
    .addColumn("reconciliation", type.json)
    .execute();
  await db.schema.createIndex("migration_runs_source").on("migration_runs").columns(["source", "id"]).execute();

  await db.schema
    .createTable("migration_rows")
    .addColumn("source", type.id, (column) => column.notNull())
    .addColumn("source_table", type.key, (column) => column.notNull())
    .addColumn("source_id", type.key, (column) => column.notNull())
    .addColumn("kind", type.id, (column) => column.notNull())
    .addColumn("target_id", type.key, (column) => column.notNull())
    .addColumn("hash", type.id, (column) => column.notNull())
    // Of our row as it was written; `bound` where the row was here before and is none of a migration's.
    .addColumn("written_hash", type.id, (column) => column.notNull())
    .addColumn("run_id", type.id, (column) => column.notNull())
    // The last run that found it changed at the source and updated it.
    .addColumn("updated_run_id", type.id)
    .addPrimaryKeyConstraint("migration_rows_pk", ["source", "source_table", "source_id", "kind"])
    .execute();

  await db.schema
    .createTable("migration_set_aside")
    .addColumn("source", type.id, (column) => column.notNull())
    .addColumn("source_table", type.key, (column) => column.notNull())
    .addColumn("source_id", type.key, (column) => column.notNull())
    .addColumn("kind", type.id, (column) => column.notNull())
    .addColumn("code", type.id, (column) => column.notNull())
    .addColumn("message", type.text, (column) => column.notNull())
    .addColumn("hint", type.text, (column) => column.notNull())
    .addColumn("run_id", type.id, (column) => column.notNull())
    .addPrimaryKeyConstraint("migration_set_aside_pk", ["source", "source_table", "source_id", "kind"])
    .execute();

  await db.schema
    .createTable("server_adoptions")
    .addColumn("server_id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("source", type.id, (column) => column.notNull())
    .addColumn("source_table", type.key, (column) => column.notNull())
    .addColumn("source_id", type.key, (column) => column.notNull())
    .addColumn("source_status", type.id, (column) => column.notNull())
    // What the source said when last read; hand-over wants the same said again.
    .addColumn("source_hash", type.id, (column) => column.notNull())
    .addColumn("source_changed_at", type.timestamp, (column) => column.notNull())
    .addColumn("addresses", type.json, (column) => column.notNull())
    // What was chosen and entered for it at the source, by name.
    .addColumn("raw", type.json, (column) => column.notNull())
    .addColumn("vmid", type.int)
    // What the relay saw of the VM when it was adopted.
    .addColumn("seen", type.json)
    .addColumn("adopted_at", type.timestamp)
    .addColumn("handed_over_at", type.timestamp)
    .addColumn("handed_over_by", type.key)
    .execute();
  await db.schema
    .createIndex("server_adoptions_source")
    .on("server_adoptions")
    .columns(["source", "source_table", "source_id"])
    .execute();
  // null: born here. Else `unbound` (no VM known), `bound`, `adopted` (marked, and still run elsewhere), `handed_over`.
  await db.schema.alterTable("servers").addColumn("adoption", type.id).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable("servers").dropColumn("adoption").execute();
  for (const table of ["server_adoptions", "migration_set_aside", "migration_rows", "migration_runs"])
    await db.schema.dropTable(table).execute();
}
