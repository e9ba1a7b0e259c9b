import { columnTypes, dialectOf } from "@hostwright/core/kernel/database/index";
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .alterTable("audit_log")
    .addColumn("chain", type.key, (column) => column.notNull().defaultTo("platform"))
    .addColumn("support_id", type.id)
    .addColumn("support_reason", type.text)
    .addColumn("person_id", type.id)
    .addColumn("personal", type.text)
    .addColumn("subject_id", type.id)
    .addColumn("subject_personal", type.text)
    .addColumn("address_index", type.key)
    .addColumn("seq", type.bigint)
    .addColumn("previous_hash", type.key)
    .addColumn("hash", type.key)
    .execute();
  await db
    .updateTable("audit_log")
    .set((eb) => ({ chain: eb.ref("tenant_id") }))
    .where("tenant_id", "is not", null)
    .execute();
  const index = (name: string, columns: string[], unique = false) => {
    const made = db.schema.createIndex(`audit_log_${name}`).on("audit_log").columns(columns);
    return (unique ? made.unique() : made).execute();
  };
  await index("chain", ["chain", "seq"], true);
  // What is not sealed yet comes together at one end of it.
  await index("unsealed", ["seq", "chain"]);
  await index("command", ["tenant_id", "command", "id"]);
  await index("actor", ["tenant_id", "actor_id", "id"]);
  await index("address", ["address_index", "id"]);
  await index("request", ["request_id"]);
  await index("person", ["person_id"]);
  await index("subject", ["subject_id"]);

  await db.schema
    .createTable("audit_chains")
    .addColumn("chain", type.key, (column) => column.primaryKey())
    .addColumn("seq", type.bigint, (column) => column.notNull())
    .addColumn("hash", type.key, (column) => column.notNull())
    .addColumn("sealed_at", type.timestamp, (column) => column.notNull())
    .addColumn("anchored_seq", type.bigint, (column) => column.notNull())
    .addColumn("anchored_at", type.timestamp)
    .execute();
  await db.schema
    .createTable("audit_checkpoints")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("chain", type.key, (column) => column.notNull())
    .addColumn("first_seq", type.bigint, (column) => column.notNull())
    .addColumn("last_seq", type.bigint, (column) => column.notNull())
    .addColumn("last_hash", type.key, (column) => column.notNull())
    .addColumn("entries", type.bigint, (column) => column.notNull())
    .addColumn("reason", type.name, (column) => column.notNull())
    .addColumn("at", type.timestamp, (column) => column.notNull())
    .addColumn("kid", type.key, (column) => column.notNull())
    .addColumn("signature", type.text, (column) => column.notNull())
    .addUniqueConstraint("audit_checkpoints_place", ["chain", "first_seq"])
    .execute();
  await db.schema
    .createTable("audit_settings")
    .addColumn("chain", type.key, (column) => column.primaryKey())
    .addColumn("retention_days", type.int, (column) => column.notNull())
    .addColumn("silenced_rules", type.json, (column) => column.notNull())
    .addColumn("updated_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("person_keys")
    .addColumn("person_id", type.id, (column) => column.primaryKey())
    .addColumn("wrapped_key", type.text)
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("destroyed_at", type.timestamp)
    .execute();
  if (dialectOf(db) !== "mysql") await guard(db);
}

/**
 * PostgreSQL itself refuses what the application never does: to change a row but by sealing it, and to delete one that
 * no checkpoint stands for.
 */
async function guard(db: Kysely<any>): Promise<void> {
  await sql`
    create function audit_log_guard() returns trigger language plpgsql as $guard$
    declare
      sealing text[] = array['seq', 'previous_hash', 'hash', 'personal', 'subject_personal', 'address_index'];
      erasing text[] = array['address_index'];
    begin
      if tg_op = 'DELETE' then
        if exists (select 1 from audit_checkpoints as c
                   where c.chain = old.chain and old.seq between c.first_seq and c.last_seq) then
          return old;
        end if;
      elsif old.seq is null and to_jsonb(new) - sealing = to_jsonb(old) - sealing then
        return new;
      elsif new.address_index is null and to_jsonb(new) - erasing = to_jsonb(old) - erasing then
        return new;
      end if;
      raise exception 'audit rows are neither changed nor deleted';
    end
    $guard$`.execute(db);
  await sql`create trigger audit_log_guard before update or delete on audit_log
    for each row execute function audit_log_guard()`.execute(db);
}

export async function down(db: Kysely<any>): Promise<void> {
  if (dialectOf(db) !== "mysql") {
    await sql`drop trigger audit_log_guard on audit_log`.execute(db);
    await sql`drop function audit_log_guard()`.execute(db);
  }
  for (const table of ["person_keys", "audit_settings", "audit_checkpoints", "audit_chains"])
    await db.schema.dropTable(table).execute();
  for (const name of ["subject", "person", "request", "address", "actor", "command", "unsealed", "chain"]) {
    const index = db.schema.dropIndex(`audit_log_${name}`);
    await (dialectOf(db) === "mysql" ? index.on("audit_log") : index).execute();
  }
  let table = db.schema.alterTable("audit_log").dropColumn("chain");
  for (const column of [
    "support_id",
    "support_reason",
    "person_id",
    "personal",
    "subject_id",
    "subject_personal",
    "address_index",
    "seq",
    "previous_hash",
    "hash",
  ])
    table = table.dropColumn(column);
  await table.execute();
}
