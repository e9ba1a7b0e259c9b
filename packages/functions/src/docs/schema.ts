import { type Description, resolve, type Schema } from "./description.ts";
import { type Html, html, prose } from "./html.ts";

/** What a value is, in a few words: `string, 1–63 characters`. */
export function kindOf(description: Description, given: Schema): Html {
  const { name, schema } = resolve(description, given);
  if (name !== undefined) return html`<a href="#schema-${name}">${name}</a>`;
  if (schema.enum)
    return html`${schema.enum.map((one, index) => html`${index ? " " : ""}<code>${String(one)}</code>`)}`;
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return html`${choices.map((one, index) => [index ? " or " : "", kindOf(description, one)])}`;
  if (schema.allOf) return html`${schema.allOf.map((one, index) => [index ? " and " : "", kindOf(description, one)])}`;
  if (schema.items) return html`list of ${kindOf(description, schema.items)}`;
  const type = [schema.type ?? "any"].flat().join(" or ");
  const words = [schema.format ?? (schema.type === "object" && !schema.properties ? "map of strings" : type)];
  if (schema.minimum !== undefined || schema.maximum !== undefined) words.push(range(schema.minimum, schema.maximum));
  if (schema.maxLength !== undefined) words.push(`at most ${schema.maxLength} characters`);
  return html`${words.filter(Boolean).join(", ")}`;
}

/** zod states JavaScript's own bounds of an integer; they say nothing to a reader. */
function range(minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER): string {
  const bounded = { low: minimum > Number.MIN_SAFE_INTEGER, high: maximum < Number.MAX_SAFE_INTEGER };
  if (bounded.low && bounded.high) return `${minimum}–${maximum}`;
  if (bounded.low) return `from ${minimum}`;
  return bounded.high ? `up to ${maximum}` : "";
}

interface Field {
  name: string;
  schema: Schema;
  required: boolean;
}

/** A list of fields, those inside an object below it. */
export function fieldsOf(description: Description, fields: Field[]): Html {
  return html`<dl class="fields">${fields.map(({ name, schema, required }) => {
    const inner = nested(schema);
    const about = schema.description ?? resolve(description, schema).schema.description;
    return html`<div><dt><code class="name">${name}</code> <span class="kind">${kindOf(description, schema)}</span>${
      required ? html` <span class="required">required</span>` : ""
    }</dt><dd>${about ? prose(about) : ""}${
      schema.default === undefined || isEmpty(schema.default)
        ? ""
        : html` Default: <code>${JSON.stringify(schema.default)}</code>.`
    }${inner ? objectOf(description, inner) : ""}</dd></div>`;
  })}</dl>`;
}

const isEmpty = (value: unknown): boolean => typeof value === "object" && JSON.stringify(value).length === 2;

/** The object written out inside a field, or inside its list. */
function nested(schema: Schema): Schema | undefined {
  if (schema.properties) return schema;
  if (schema.items) return nested(schema.items);
  return (schema.anyOf ?? schema.oneOf)?.map(nested).find((one) => one !== undefined);
}

export function objectOf(description: Description, schema: Schema): Html {
  const parts = schema.allOf ?? [schema];
  return html`${parts.map((part) =>
    part.$ref
      ? html`<p>Everything of ${kindOf(description, part)}, and:</p>`
      : fieldsOf(
          description,
          Object.entries(part.properties ?? {}).map(([name, one]) => ({
            name,
            schema: one,
            required: part.required?.includes(name) ?? false,
          })),
        ),
  )}`;
}
