import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("actions")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id)
    .addColumn("command", type.id, (column) => column.notNull())
    .addColumn("subject_type", type.id, (column) => column.notNull())
    .addColumn("subject_id", type.id, (column) => column.notNull())
    .addColumn("input", type.json, (column) => column.notNull())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("undo_only", type.boolean, (column) => column.notNull())
    .addColumn("attempt", type.int, (column) => column.notNull())
    .addColumn("error_step", type.id)
    .addColumn("error_code", type.name)
    .addColumn("error_message", type.text)
    .addColumn("error_detail", type.text)
    .addColumn("leftovers", type.json, (column) => column.notNull())
    .addColumn("cancel_requested", type.boolean, (column) => column.notNull())
    .addColumn("follows", type.id)
    .addColumn("request_id", type.id, (column) => column.notNull())
    .addColumn("started_by", type.name, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("finished_at", type.timestamp)
    .execute();
  await db.schema.createIndex("actions_tenant").on("actions").columns(["tenant_id", "id"]).execute();
  await db.schema.createIndex("actions_subject").on("actions").columns(["subject_id", "id"]).execute();
  await db.schema.createIndex("actions_status").on("actions").columns(["status", "id"]).execute();
  await db.schema.createIndex("actions_follows").on("actions").column("follows").execute();

  await db.schema
    .createTable("action_steps")
    .addColumn("action_id", type.id, (column) => column.notNull())
    .addColumn("attempt", type.int, (column) => column.notNull())
    .addColumn("name", type.id, (column) => column.notNull())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("fraction_percent", type.int, (column) => column.notNull())
    .addColumn("message", type.text)
    .addColumn("started_at", type.timestamp)
    .addColumn("finished_at", type.timestamp)
    .addPrimaryKeyConstraint("action_steps_pk", ["action_id", "attempt", "name"])
    .execute();

  await db.schema
    .createTable("jobs")
    .addColumn("id", type.name, (column) => column.primaryKey())
    .addColumn("action_id", type.id, (column) => column.notNull())
    .addColumn("attempt", type.int, (column) => column.notNull())
    .addColumn("step", type.id, (column) => column.notNull())
    .addColumn("phase", type.id, (column) => column.notNull())
    .addColumn("kind", type.id, (column) => column.notNull())
    .addColumn("location", type.name, (column) => column.notNull())
    .addColumn("group_key", type.name, (column) => column.notNull())
    .addColumn("payload", type.json, (column) => column.notNull())
    .addColumn("status", type.id, (column) => column.notNull())
    .addColumn("try", type.int, (column) => column.notNull())
    .addColumn("run_limit_seconds", type.int, (column) => column.notNull())
    .addColumn("request_id", type.id, (column) => column.notNull())
    .addColumn("token", type.text)
    .addColumn("relay", type.name)
    .addColumn("upid", type.name)
    .addColumn("result", type.json)
    .addColumn("error", type.json)
    .addColumn("queued_at", type.timestamp, (column) => column.notNull())
    .addColumn("due_at", type.timestamp, (column) => column.notNull())
    .addColumn("started_at", type.timestamp)
    .addColumn("finished_at", type.timestamp)
    .execute();
  await db.schema.createIndex("jobs_action").on("jobs").columns(["action_id", "attempt"]).execute();
  await db.schema.createIndex("jobs_status").on("jobs").columns(["status", "due_at"]).execute();

  await db.schema
    .createTable("relays")
    .addColumn("name", type.name, (column) => column.primaryKey())
    .addColumn("location", type.name, (column) => column.notNull())
    .addColumn("version", type.id, (column) => column.notNull())
    .addColumn("started_at", type.timestamp, (column) => column.notNull())
    .addColumn("last_seen", type.timestamp, (column) => column.notNull())
    .addColumn("running_jobs", type.int, (column) => column.notNull())
    .addColumn("problems", type.json, (column) => column.notNull())
    .execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ["relays", "jobs", "action_steps", "actions"]) await db.schema.dropTable(table).execute();
}
