import { columnTypes, jsonIn, jsonOut } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

const BATCH = 500;

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("roles")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("name", type.name, (column) => column.notNull())
    .addColumn("name_key", type.name, (column) => column.notNull())
    .addColumn("permissions", type.json, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("updated_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("roles_name_key").on("roles").columns(["tenant_id", "name_key"]).unique().execute();
  await db.schema.alterTable("memberships").addColumn("scope", type.text).execute();
  await db.schema.alterTable("api_keys").addColumn("scope", type.text).execute();

  await db.schema.alterTable("users").addColumn("operator_roles", type.json).execute();
  await db
    .updateTable("users")
    .set({ operator_roles: jsonIn(["admin"]) })
    .where("operator", "=", true)
    .execute();
  await db.schema.alterTable("users").dropColumn("operator").execute();

  await keepLabelsOfDeleted(db);
}

/** Who may see a server sees its past too: labels stay with servers that are gone. */
async function keepLabelsOfDeleted(db: Kysely<any>): Promise<void> {
  for (let after = ""; ; ) {
    const rows = await db
      .selectFrom("servers")
      .select(["id", "tenant_id", "labels"])
      .where("deleted_at", "is not", null)
      .where("id", ">", after)
      .orderBy("id")
      .limit(BATCH)
      .execute();
    const pairs = rows.flatMap(({ id, tenant_id, labels }) =>
      Object.entries(jsonOut<Record<string, string>>(labels)).map(([label_key, label_value]) => ({
        tenant_id,
        server_id: id,
        label_key,
        label_value,
      })),
    );
    if (pairs.length > 0) await db.insertInto("server_labels").values(pairs).execute();
    after = rows.at(-1)?.id ?? "";
    if (rows.length < BATCH) return;
  }
}

export async function down(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .alterTable("users")
    .addColumn("operator", type.boolean, (column) => column.notNull().defaultTo(false))
    .execute();
  await db.updateTable("users").set({ operator: true }).where("operator_roles", "is not", null).execute();
  await db.schema.alterTable("users").dropColumn("operator_roles").execute();
  await db.schema.alterTable("api_keys").dropColumn("scope").execute();
  await db.schema.alterTable("memberships").dropColumn("scope").execute();
  await db.schema.dropTable("roles").execute();
}
