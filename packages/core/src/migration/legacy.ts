import { sql } from "kysely";
import { z } from "zod";
import { jsonContains, jsonOut, textContains } from "../kernel/database/index.ts";
import {
  type Ctx,
  decodeCursor,
  idShape,
  notFound,
  pageInput,
  pageMeta,
  pagination,
  query,
  toPage,
} from "../kernel/index.ts";

const record = {
  id: idShape("leg"),
  source: z.string().describe("Which database it comes from; the same for every run over it."),
  table: z.string().meta({ example: "tbldomains" }),
  row: z.string().describe("Its key there.").meta({ example: "7" }),
  title: z.string().describe("What it is to be recognised by."),
  tenant: z.union([z.object({ id: idShape("ten"), name: z.string() }), z.null()]),
};

export const legacyRecordShape = z.object(record).meta({ id: "LegacyRecord" });
export const legacyRecordList = z.object({ legacy_records: z.array(legacyRecordShape), meta: pagination });
export const legacyRecordAnswer = z.object({
  legacy_record: z
    .object({
      ...record,
      columns: z
        .array(z.object({ name: z.string(), value: z.string().nullable() }))
        .describe("The whole row as the source has it. Card numbers and passwords were never read; those are null."),
    })
    .meta({ id: "LegacyRecordWhole" }),
});
export const legacyTableList = z.object({
  tables: z.array(z.object({ table: z.string(), count: z.number().int() }).meta({ id: "LegacyTable" })),
});

const records = ({ db }: Ctx) =>
  db
    .selectFrom("legacy_records")
    .leftJoin("tenants", "tenants.id", "legacy_records.tenant_id")
    .select((eb) => [
      "legacy_records.id",
      "legacy_records.source",
      "legacy_records.source_table",
      "legacy_records.source_id",
      "legacy_records.title",
      "legacy_records.tenant_id",
      eb.ref("tenants.name").as("tenant_name"),
    ]);

interface Row {
  id: string;
  source: string;
  source_table: string;
  source_id: string;
  title: string;
  tenant_id: string | null;
  tenant_name: string | null;
}

const shown = (row: Row) => ({
  id: row.id,
  source: row.source,
  table: row.source_table,
  row: row.source_id,
  title: row.title,
  tenant: row.tenant_id === null ? null : { id: row.tenant_id, name: row.tenant_name ?? "" },
});

/** What came over and has no place yet, newest first. */
export const listLegacyRecords = query({
  name: "operator.legacy.list",
  permission: "operator:read",
  input: z.strictObject({
    ...pageInput(["created:desc"], "created:desc"),
    table: z.string().max(120).optional().describe("Of this table of the source."),
    row: z.string().max(120).optional().describe("With this key there."),
    client: z.string().max(120).optional().describe("Of this tenant: its id here, or the client's id at the source."),
    text: z
      .string()
      .min(2)
      .max(200)
      .optional()
      .describe(
        "Holding this text in the title or in any column. With a table or a client too, it looks at theirs alone.",
      ),
  }),
  async run(ctx, { table, row, client, text, limit, cursor }) {
    const after = decodeCursor(cursor);
    let rows = records(ctx)
      .orderBy("legacy_records.id", "desc")
      .limit(limit + 1);
    if (table) rows = rows.where("legacy_records.source_table", "=", table);
    if (row) rows = rows.where("legacy_records.source_id", "=", row);
    if (client) rows = rows.where("legacy_records.tenant_id", "in", await tenantsOf(ctx, client));
    if (text)
      rows = rows.where((eb) =>
        eb.or([
          textContains(sql.ref("legacy_records.title"), text),
          jsonContains(ctx.db, "legacy_records.source_row", text),
        ]),
      );
    if (after) rows = rows.where("legacy_records.id", "<", after.id);
    const page = toPage(await rows.execute(), limit, ({ id }) => ({ value: "", id }), shown);
    return { legacy_records: page.items, meta: pageMeta(limit, page.nextCursor) };
  },
});

/** A client's id at the source is one of a table there: of several sources, several tenants have it. */
async function tenantsOf({ db }: Ctx, client: string): Promise<string[]> {
  if (client.startsWith("ten_")) return [client];
  const sources = await db.selectFrom("migration_runs").select("source").distinct().execute();
  if (sources.length === 0) return [client];
  const rows = await db
    .selectFrom("migration_rows")
    .select("target_id")
    .where(
      "source",
      "in",
      sources.map(({ source }) => source),
    )
    .where("source_table", "=", "tblclients")
    .where("source_id", "=", client)
    .where("kind", "=", "tenants")
    .execute();
  return rows.length === 0 ? [client] : rows.map(({ target_id }) => target_id);
}

/** One record, verbatim. */
export const getLegacyRecord = query({
  name: "operator.legacy.get",
  permission: "operator:read",
  input: z.strictObject({ id: idShape("leg") }),
  async run(ctx, { id }) {
    const row = await records(ctx)
      .select("legacy_records.source_row")
      .where("legacy_records.id", "=", id)
      .executeTakeFirst();
    if (!row) throw notFound("legacy record");
    const columns = Object.entries(jsonOut(row.source_row)).map(([name, value]) => ({ name, value }));
    return { legacy_record: { ...shown(row), columns } };
  },
});

/** The source's tables of which rows are kept. */
export const listLegacyTables = query({
  name: "operator.legacy.tables",
  permission: "operator:read",
  input: z.strictObject({}),
  async run({ db }) {
    const tables = await db
      .selectFrom("legacy_records")
      .select((eb) => ["source_table as table", eb.fn.countAll<number>().as("count")])
      .groupBy("source_table")
      .orderBy("source_table")
      .execute();
    return { tables };
  },
});
