import { sql } from "kysely";
import { affected } from "../kernel/database/index.ts";
import type { Ctx } from "../kernel/index.ts";
import { isWithheld, type Place } from "./kept.ts";

/** Rows of one table in an archive; more are to be had from their own lists. */
const MOST = 2000;
const PAGE = 200;

type Column = "user_id" | "tenant_id";

/** A table's rows about a person or tenant, without what is nobody's to take along. */
export async function rowsOf(
  ctx: Ctx,
  { table, private: hidden, privateRows }: Place,
  column: Column,
  id: string,
): Promise<Record<string, unknown>[]> {
  const names = hidden === undefined || hidden === true ? [] : hidden;
  const rest = privateRows ? sql`and ${sql.ref(privateRows.column)} <> ${privateRows.value}` : sql``;
  const all: Record<string, unknown>[] = [];
  for (let more = true; more && all.length < MOST; ) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}
      where ${sql.ref(column)} = ${id} ${rest} limit ${sql.lit(PAGE)} offset ${sql.lit(all.length)}`.execute(ctx.db);
    all.push(...rows.map((row) => shown(row, names)));
    more = rows.length === PAGE;
  }
  return all;
}

const shown = (row: Record<string, unknown>, hidden: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => !isWithheld(name) && !hidden.includes(name))
      .map(([name, value]) => [name, without(readable(value), name, hidden)]),
  );

/** A JSON value without the keys that are hidden as `column.key`. */
function without(value: unknown, column: string, hidden: readonly string[]): unknown {
  const keys = hidden.flatMap((path) => (path.startsWith(`${column}.`) ? [path.slice(column.length + 1)] : []));
  if (keys.length === 0 || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

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
