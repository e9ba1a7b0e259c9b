/**
 * What a column is read as. The server's own column types are checked against this once per table, so that rows need no check each.
 * Decimals and dates stay text, as the database wrote them; a date may be null.
 */
export type ColumnType = "int" | "text" | "decimal" | "date";

export interface Column<T extends ColumnType = ColumnType> {
  type: T;
  /** What older versions, which lack the column, mean by its absence; undefined: the column is required. */
  absent: string | undefined;
  /** Taken from this SQL expression instead of a column of that name. */
  sql?: string;
}

type Value<T extends ColumnType> = T extends "int" ? number : T extends "date" ? string | null : string;
export type Columns = Record<string, Column>;
export type RowOf<C extends Columns> = { [K in keyof C]: C[K] extends Column<infer T> ? Value<T> : never };

export const int: Column<"int"> = { type: "int", absent: undefined };
export const text: Column<"text"> = { type: "text", absent: undefined };
export const decimal: Column<"decimal"> = { type: "decimal", absent: undefined };
export const date: Column<"date"> = { type: "date", absent: undefined };

/** A column that some versions lack, with the SQL literal that stands for it there. */
export const since = <T extends ColumnType>(column: Column<T>, absent: string): Column<T> => ({ ...column, absent });

/** A value of a joined table. */
export const computed = <T extends ColumnType>(column: Column<T>, sql: string): Column<T> => ({ ...column, sql });

/** A table as it is read: in order of its integer key. */
export interface Table<C extends Columns = Columns> {
  name: string;
  columns: C;
  /** `left join …` on `t`, for what `computed` columns name. */
  join: string;
}

export const table = <C extends Columns>(name: string, columns: C, join = ""): Table<C> => ({ name, columns, join });
