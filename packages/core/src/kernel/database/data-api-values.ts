import type { ColumnMetadata, Field, SqlParameter } from "@aws-sdk/client-rds-data";
import { decimal, JsonParameter, safeInteger } from "./values.ts";

/** A parameter as the Data API wants it: typed, and hinted where PostgreSQL would not cast a string by itself. */
export function sqlParameter(name: string, value: unknown): SqlParameter {
  if (value === null || value === undefined) return { name, value: { isNull: true } };
  if (value instanceof JsonParameter) return { name, value: { stringValue: value.text }, typeHint: "JSON" };
  if (value instanceof Date) return { name, value: { stringValue: utc(value) }, typeHint: "TIMESTAMP" };
  if (value instanceof Uint8Array) return { name, value: { blobValue: value } };
  switch (typeof value) {
    case "string":
      return { name, value: { stringValue: value } };
    case "boolean":
      return { name, value: { booleanValue: value } };
    case "bigint":
      return { name, value: { longValue: safeInteger(String(value)) } };
    case "number":
      return { name, value: Number.isSafeInteger(value) ? { longValue: value } : { doubleValue: finite(value) } };
  }
  throw new TypeError(`a ${Array.isArray(value) ? "list" : typeof value} cannot be a parameter`);
}

function finite(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) {
    throw new RangeError(`${value} cannot be sent to the database exactly`);
  }
  return value;
}

/** `YYYY-MM-DD HH:MM:SS.FFF`, the only form the TIMESTAMP hint takes; sessions of the Data API are in UTC. */
function utc(date: Date): string {
  return date.toISOString().replace("T", " ").replace("Z", "");
}

/** A column's value, the way pg gives it to the rest of the system. */
export function fieldValue(field: Field, column: ColumnMetadata | undefined): unknown {
  if (field.isNull) return null;
  if (field.booleanValue !== undefined) return field.booleanValue;
  if (field.longValue !== undefined) return safeInteger(String(field.longValue));
  if (field.doubleValue !== undefined) return field.doubleValue;
  if (field.blobValue !== undefined) return field.blobValue;
  if (field.stringValue === undefined) {
    throw new TypeError(`column ${column?.label} is an array, which is not portable`);
  }
  switch (column?.typeName) {
    case "timestamptz":
    case "timestamp":
      return moment(field.stringValue);
    case "numeric":
      return decimal(field.stringValue);
    default:
      return field.stringValue;
  }
}

/** Reads a moment with or without its offset (the Data API leaves UTC unsaid). */
function moment(text: string): Date {
  const iso = text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
  return new Date(/(Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`);
}
