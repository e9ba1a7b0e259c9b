import { sql } from "kysely";
import { affected } from "../kernel/database/index.ts";
import type { Ctx } from "../kernel/index.ts";
import { isWithheld } from "./kept.ts";

/** Rows of one table in an archive; more are to be had from their own lists. */
const MOST = 2000;
const PAGE = 200;

type Column = "user_id" | "tenant_id";

/** A table's rows about a person or tenant, without what is nobody's to take along. */
export async function rowsOf(
  ctx: Ctx,
  table: string,
  column: Column,
  id: string,
  hidden: readonly string[],
): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  for (let more = true; more && all.length < MOST; ) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}
      where ${sql.ref(column)} = ${id} limit ${sql.lit(PAGE)} offset ${sql.lit(all.length)}`.execute(ctx.db);
    all.push(...rows.map((row) => shown(row, hidden)));
    more = rows.length === PAGE;
  }
  return all;
}

const shown = (row: Record<string, unknown>, hidden: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => !isWithheld(name) && !hidden.includes(name))
      .map(([name, value]) => [name, readable(value)]),
  );

function readable(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export async function countOf(ctx: Ctx, table: string, column: Column, id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}
    where ${sql.ref(column)} = ${id}`.execute(ctx.db);
  return Number(rows[0]?.count ?? 0);
}

export async function deleteOf(ctx: Ctx, table: string, column: Column, id: string): Promise<number> {
  return affected(await sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${id}`.execute(ctx.db));
}
