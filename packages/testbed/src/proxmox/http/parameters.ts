import { failure } from "../failure.ts";

/** Parameters as they came: text from forms and queries, anything from JSON. */
export type RawParameters = Record<string, unknown>;

/**
 * Decodes a form or a query as pveproxy does (APIServer/AnyEvent.pm, decode_urlencoded): `;` separates too, a plus is a
 * blank, what follows a second `=` is lost, and a name given twice becomes a list.
 */
export function decodeForm(text: string): RawParameters {
  const result: RawParameters = {};
  for (const part of text.split(/[&;]/)) {
    if (part === "") continue;
    const [name = "", value] = part.split("=");
    const key = unquote(name);
    if (value === undefined) continue;
    const decoded = unquote(value);
    const before = result[key];
    if (before === undefined) result[key] = decoded;
    else result[key] = Array.isArray(before) ? [...before, decoded] : [before, decoded];
  }
  return result;
}

/** Percent escapes and plus signs; a bad escape stays as it is, and bytes that are no UTF-8 become U+FFFD. */
function unquote(text: string): string {
  const bytes: Buffer[] = [];
  const plain = text.replaceAll("+", " ");
  for (const [piece] of plain.matchAll(/%[0-9a-fA-F]{2}|[^%]+|%/g))
    bytes.push(/^%[0-9a-fA-F]{2}$/.test(piece) ? Buffer.from(piece.slice(1), "hex") : Buffer.from(piece));
  return Buffer.concat(bytes).toString("utf8");
}

/** @throws Failure 500, as the JSON parser of Perl says it */
export function decodeJson(text: string): RawParameters {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const start = text.slice(0, 20);
    throw failure(
      `malformed JSON string, neither tag, array, object, number, string or atom, at character offset 0 (before "${start}")`,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw failure("Not a HASH reference");
  return { ...value };
}

/** Checked parameters of a call, read by kind. */
export class Parameters {
  readonly all: Readonly<Record<string, string | string[]>>;

  constructor(raw: RawParameters) {
    const all: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(raw)) {
      if (value === null || value === undefined) continue;
      if (Array.isArray(value)) all[name] = value.map(String);
      else all[name] = typeof value === "boolean" ? (value ? "1" : "0") : String(value);
    }
    this.all = all;
  }

  text(name: string): string | undefined {
    const value = this.all[name];
    return Array.isArray(value) ? value.join(",") : value;
  }

  /** One that the check has made sure of. */
  required(name: string): string {
    return this.text(name) ?? "";
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Number(value);
  }

  flag(name: string): boolean {
    return this.text(name) === "1";
  }

  list(name: string): string[] {
    const value = this.all[name];
    return Array.isArray(value) ? value : value === undefined ? [] : [value];
  }
}
