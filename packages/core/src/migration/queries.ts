import { z } from "zod";
import { jsonOut } from "../kernel/database/index.ts";
import {
  decodeCursor,
  idShape,
  notFound,
  pageInput,
  pageMeta,
  pagination,
  query,
  timestamp,
  toPage,
} from "../kernel/index.ts";
import { KINDS } from "./entities.ts";
import { SET_ASIDE } from "./set-aside-codes.ts";

const count = z.object({
  source: z.number().int(),
  create: z.number().int(),
  update: z.number().int(),
  unchanged: z.number().int(),
  set_aside: z.number().int(),
});
const side = z.object({ count: z.number().int(), checksum: z.string() });

export const migrationShape = z
  .object({
    id: idShape("mig"),
    source: z.string().describe("Which database it reads; the same for every run over it."),
    system: z.string().meta({ example: "WHMCS 8.4.1" }),
    mode: z.enum(["plan", "apply", "reconcile"]),
    status: z.enum(["running", "interrupted", "done", "failed", "undone"]),
    started: timestamp,
    ended: timestamp.nullable(),
    problem: z.string().nullable(),
    kinds: z.array(z.object({ kind: z.string(), ...count.shape })),
    reconciliation: z.union([
      z.object({
        kinds: z.array(z.object({ kind: z.string(), source: side, target: side, differences: z.number().int() })),
        differences: z.array(
          z.object({
            kind: z.string(),
            row: z.string(),
            target: z.string().nullable(),
            code: z.string(),
            message: z.string(),
          }),
        ),
      }),
      z.null(),
    ]),
  })
  .meta({ id: "Migration" });

export const setAsideShape = z
  .object({
    row: z.string().meta({ example: "tblhosting:123" }),
    kind: z.string(),
    code: z.string(),
    means: z.string(),
    message: z.string(),
    hint: z.string().describe("What to put into the mapping file."),
  })
  .meta({ id: "SetAsideRow" });

export const migrationList = z.object({
  migrations: z.array(migrationShape),
  sequences: z
    .array(
      z
        .object({
          name: z.string().meta({ example: "invoice" }),
          next: z.number().int().describe("The number that comes next."),
          format: z.string().meta({ example: "INV-{YEAR}-{NUMBER}" }),
        })
        .meta({ id: "NumberSequence" }),
    )
    .describe("Numberings that came over: where they continue."),
  meta: pagination,
});
export const setAsideList = z.object({
  set_aside: z.array(setAsideShape),
  codes: z.array(z.object({ code: z.string(), count: z.number().int() })).describe("All of them, by code."),
  meta: pagination,
});
const reconciliation = migrationShape.shape.reconciliation;

/** A run that has said nothing for this long has been cut short. */
const SILENT_MS = 120_000;

/** Runs over every source, newest first: plans that were kept, applies and reconciliations. */
export const listMigrations = query({
  name: "operator.migration.list",
  permission: "operator:read",
  input: z.strictObject(pageInput(["created:desc"], "created:desc")),
  async run(ctx, { limit, cursor }) {
    const after = decodeCursor(cursor);
    let rows = ctx.db
      .selectFrom("migration_runs")
      .selectAll()
      .orderBy("id", "desc")
      .limit(limit + 1);
    if (after) rows = rows.where("id", "<", after.id);
    const page = toPage(
      await rows.execute(),
      limit,
      ({ id }) => ({ value: "", id }),
      (row) => {
        const counts = jsonOut(row.kinds);
        const silent = ctx.now.getTime() - row.heartbeat_at.getTime() > SILENT_MS;
        return {
          id: row.id,
          source: row.source,
          system: row.system,
          mode: row.mode,
          status: row.status === "running" && silent ? ("interrupted" as const) : row.status,
          started: row.started_at.toISOString(),
          ended: row.ended_at?.toISOString() ?? null,
          problem: row.problem,
          kinds: KINDS.flatMap((kind) => {
            const known = counts[kind];
            return known ? [{ kind: kind === "tenants" ? "clients" : kind, ...known }] : [];
          }),
          reconciliation: reconciliation.parse(jsonOut(row.reconciliation)),
        };
      },
    );
    const sequences = await ctx.db
      .selectFrom("number_sequences")
      .select(["name", "next_number as next", "format"])
      .orderBy("name")
      .execute();
    return { migrations: page.items, sequences, meta: pageMeta(limit, page.nextCursor) };
  },
});

const CODES: Record<string, { means: string }> = SET_ASIDE;

/** What has not been brought over from the source of a run, and why. */
export const listSetAside = query({
  name: "operator.migration.set_aside",
  permission: "operator:read",
  input: z.strictObject({
    id: idShape("mig"),
    ...pageInput(["row:asc"], "row:asc"),
    code: z.string().max(40).optional().describe("Only these."),
  }),
  async run(ctx, { id, code, limit, cursor }) {
    const run = await ctx.db.selectFrom("migration_runs").select("source").where("id", "=", id).executeTakeFirst();
    if (!run) throw notFound("migration");
    const after = decodeCursor(cursor);
    let rows = ctx.db
      .selectFrom("migration_set_aside")
      .selectAll()
      .where("source", "=", run.source)
      .orderBy("source_table")
      .orderBy("source_id")
      .orderBy("kind")
      .limit(limit + 1);
    if (code) rows = rows.where("code", "=", code);
    if (after) {
      const [, table = "", kind = "", row = ""] = /^(\S*) (\S*) (.*)$/s.exec(after.value) ?? [];
      rows = rows.where((eb) =>
        eb.or([
          eb("source_table", ">", table),
          eb.and([eb("source_table", "=", table), eb("source_id", ">", row)]),
          eb.and([eb("source_table", "=", table), eb("source_id", "=", row), eb("kind", ">", kind)]),
        ]),
      );
    }
    const page = toPage(
      await rows.execute(),
      limit,
      (row) => ({ value: `${row.source_table} ${row.kind} ${row.source_id}`, id }),
      (row) => ({
        row: `${row.source_table}:${row.source_id}`,
        kind: row.kind === "tenants" ? "clients" : row.kind,
        code: row.code,
        means: CODES[row.code]?.means ?? "",
        message: row.message,
        hint: row.hint,
      }),
    );
    const codes = await ctx.db
      .selectFrom("migration_set_aside")
      .select((eb) => ["code", eb.fn.countAll<number>().as("count")])
      .where("source", "=", run.source)
      .groupBy("code")
      .orderBy("code")
      .execute();
    return { set_aside: page.items, codes, meta: pageMeta(limit, page.nextCursor) };
  },
});
