import fc from "fast-check";
import { z } from "zod";
import { v1 } from "./description.ts";

/** A JSON Schema as far as our description uses it. */
interface Schema {
  $ref?: string | undefined;
  type?: string | string[] | undefined;
  format?: string | undefined;
  enum?: unknown[] | undefined;
  pattern?: string | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  exclusiveMaximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  maxItems?: number | undefined;
  properties?: Record<string, unknown> | undefined;
  required?: string[] | undefined;
  additionalProperties?: unknown;
  items?: unknown;
  anyOf?: unknown[] | undefined;
}
const schemaShape: z.ZodType<Schema> = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  maxItems: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  anyOf: z.array(z.unknown()).optional(),
});

/** Values that the schema accepts. `known` are values worth trying for a field of that name: ids that exist, for one. */
export function valid(given: unknown, known: Record<string, string[]>, name = ""): fc.Arbitrary<unknown> {
  const schema = schemaShape.parse(given);
  if (schema.$ref) return valid(v1.components.schemas[schema.$ref.split("/").at(-1) ?? ""], known, name);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valid(one, known, name)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "object":
      return objects(schema, known);
    case "array":
      return fc.array(valid(schema.items, known, name), { maxLength: Math.min(schema.maxItems ?? 3, 3) });
    case "integer":
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 2 ** 31, 2 ** 31) });
    case "boolean":
      return fc.boolean();
    default:
      return strings(schema, known[name]);
  }
}

function objects(schema: Schema, known: Record<string, string[]>): fc.Arbitrary<unknown> {
  if (!schema.properties)
    return fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), fc.stringMatching(/^[a-z0-9]{0,8}$/));
  const fields = Object.entries(schema.properties).map(([key, one]) => [key, valid(one, known, key)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
}

const FORMATS: Record<string, fc.Arbitrary<string>> = {
  "date-time": fc
    .date({ min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  email: fc.emailAddress(),
  ipv4: fc.ipV4(),
  ipv6: fc.ipV6(),
};

function strings(schema: Schema, known: string[] = []): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 60 } = schema;
  const free =
    FORMATS[schema.format ?? ""] ??
    (schema.pattern?.startsWith("^") && !schema.pattern.includes("(?")
      ? fc.stringMatching(new RegExp(schema.pattern))
      : fc.string({ unit: "grapheme", minLength, maxLength: Math.min(maxLength, 60) }));
  const fitting = free.filter((text) => text.length >= minLength && text.length <= maxLength);
  return known.length > 0 ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, fitting) : fitting;
}

/** Text that has broken somebody's parser, database or shell before. */
export const nastyText = fc.oneof(
  fc.constantFrom("", " ", "\u0000", "a\u0000", "\ud800", "\uffff", "‮", "null", "NaN", "1e999", "-0", "__proto__"),
  fc.constantFrom("' or 1=1 --", '"; drop table servers; --', "%", "_", "\\", "$(id)", "../../etc/passwd", "{{7*7}}"),
  fc.constantFrom(
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:60Z",
    "2026-02-30T00:00:00Z",
    "2026-11-20",
    "+275760-09-13T00:00:00Z",
  ),
  fc.constantFrom("srv_", `srv_${"z".repeat(26)}`, `act_${"0".repeat(26)}`, "x".repeat(5000), "🦀".repeat(300)),
  fc.string({ unit: "binary" }),
);

/** Any JSON there is, and some that is hardly. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom(null, true, 0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e308, [], {}, [[]], [null]),
  fc.jsonValue({ maxDepth: 4 }),
  fc.array(nastyText, { maxLength: 40 }),
  fc.dictionary(nastyText, nastyText, { maxKeys: 40 }),
);

/** An object with one field made hostile, taken away, or added. */
export function nearly(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const object = z.record(z.string(), z.unknown());
  return fc
    .tuple(values, fc.nat(), hostile, fc.constantFrom("change", "drop", "add"), nastyText)
    .map(([value, at, bad, change, extra]) => {
      const fields = Object.entries(object.catch({}).parse(value));
      const index = fields.length === 0 ? 0 : at % fields.length;
      const rest = fields.filter((_field, place) => place !== index);
      const name = fields[index]?.[0] ?? extra;
      if (change === "drop") return Object.fromEntries(rest);
      return Object.fromEntries([...(change === "add" ? fields : rest), [change === "add" ? extra : name, bad]]);
    });
}
