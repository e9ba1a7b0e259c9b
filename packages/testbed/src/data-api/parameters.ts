import { z } from "zod";
import { badRequest } from "./faults.ts";

/** https://docs.aws.amazon.com/rdsdataservice/latest/APIReference/API_Field.html, blobs in base64. */
export const fieldSchema = z.strictObject({
  isNull: z.boolean().optional(),
  booleanValue: z.boolean().optional(),
  longValue: z.number().optional(),
  doubleValue: z.number().optional(),
  stringValue: z.string().optional(),
  blobValue: z.string().optional(),
  arrayValue: z.unknown().optional(),
});
export type Field = z.infer<typeof fieldSchema>;

export const parameterSchema = z.strictObject({
  name: z.string().optional(),
  value: fieldSchema.optional(),
  typeHint: z.string().optional(),
});
export type SqlParameter = z.infer<typeof parameterSchema>;

export interface BoundParameter {
  value: unknown;
  /** `::varchar` and the like; empty for null, whose type PostgreSQL infers. */
  cast: string;
}

/** The form a hinted string must have; the Data API refuses others, ISO 8601's `T` and `Z` included. */
const HINTS: Record<string, { cast: string; form: RegExp }> = {
  DATE: { cast: "::date", form: /^\d{4}-\d{2}-\d{2}$/ },
  DECIMAL: { cast: "::numeric", form: /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/ },
  JSON: { cast: "::json", form: /^[\s\S]*$/ },
  TIME: { cast: "::time", form: /^\d{2}:\d{2}:\d{2}(\.\d{1,3})?$/ },
  TIMESTAMP: { cast: "::timestamp", form: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,3})?$/ },
  UUID: { cast: "::uuid", form: /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/ },
};

export function boundParameter({ name, value, typeHint }: SqlParameter): BoundParameter {
  if (!value || Object.keys(value).length !== 1) throw badRequest(`Parameter ${name} must have exactly one value`);
  if (value.isNull === true) return { value: null, cast: "" };
  if (value.booleanValue !== undefined) return { value: value.booleanValue, cast: "::boolean" };
  if (value.longValue !== undefined) return { value: whole(name, value.longValue), cast: "::bigint" };
  if (value.doubleValue !== undefined) return { value: value.doubleValue, cast: "::float8" };
  if (value.blobValue !== undefined) return { value: Buffer.from(value.blobValue, "base64"), cast: "::bytea" };
  if (value.stringValue === undefined) throw badRequest("Array parameters are not supported.");
  if (typeHint === undefined) return { value: value.stringValue, cast: "::varchar" };
  const hint = HINTS[typeHint];
  if (!hint) throw badRequest(`Unknown type hint ${typeHint} for parameter ${name}`);
  if (!hint.form.test(value.stringValue)) {
    throw badRequest(`Parameter ${name}: "${value.stringValue}" does not have the form of ${typeHint}`);
  }
  return { value: value.stringValue, cast: hint.cast };
}

function whole(name: string | undefined, value: number): number {
  if (!Number.isInteger(value)) throw badRequest(`Parameter ${name}: longValue takes whole numbers`);
  return value;
}
