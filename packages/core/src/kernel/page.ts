import { z } from "zod";
import { invalidField } from "./error.ts";

/** Keyset pages: `?limit=25&cursor=…&sort=created:desc`. The cursor names the last row seen, not a number of rows. */
export const pageInput = <S extends readonly [string, ...string[]]>(sorts: S, fallback: S[number]) => ({
  limit: z.coerce.number().int().min(1).max(100).default(25).describe("Rows a page."),
  cursor: z.string().max(400).optional().describe("`meta.pagination.next_cursor` of the page before."),
  sort: z.enum(sorts).default(fallback).describe("Field and direction."),
});

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Position after a row: the sort column's value and the id that breaks ties. */
export interface Cursor {
  value: string;
  id: string;
}

/** A position is a name and an id: letters of either, and no more than a row can hold. */
const cursorShape = z.tuple([
  z
    .string()
    .max(255)
    .regex(/^[^\0\ud800-\udfff]*$/u),
  z.string().regex(/^[a-z]{3}_\w{1,60}$/),
]);

export const encodeCursor = ({ value, id }: Cursor): string =>
  Buffer.from(JSON.stringify([value, id])).toString("base64url");

/** @throws AppError `invalid_input` for a cursor we did not make. */
export function decodeCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  try {
    const [value, id] = cursorShape.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    if (encodeCursor({ value, id }) === text) return { value, id };
  } catch {
    // Answered below, like what decodes to something else.
  }
  throw invalidField("cursor", "not a cursor of this list");
}

/** Cuts the extra row that a query for `limit + 1` brought, and names the next page if there was one. */
export function toPage<R, T>(rows: R[], limit: number, position: (row: R) => Cursor, item: (row: R) => T): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(item), nextCursor: rows.length > limit && last ? encodeCursor(position(last)) : null };
}
