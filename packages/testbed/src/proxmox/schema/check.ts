import { type PropertyFormat, type PropertySchema, propertySchema } from "./contract.ts";
import { FormatError, splitList } from "./format.ts";
import { validators } from "./formats.ts";
import { propertyStringFormats } from "./formats-options.ts";
import { perlPattern } from "./perl-pattern.ts";
import type { Properties } from "./property-string.ts";

/** What the check finds, by the path of the property. */
export type Errors = Record<string, string>;

const NUMBER = /^[+-]?(\d+\.\d+|\d+\.|\.\d+|\d+)([eE][+-]?\d+)?$/;
const INTEGER = /^[+-]?\d+$/;

/**
 * The parameter check, generated from the contract: a port of the rules and texts of PVE/JSONSchema.pm (check_object,
 * check_prop, check_type). `path` is empty for a call's own parameters.
 */
export function checkObject(
  path: string,
  schema: PropertyFormat,
  value: Readonly<Record<string, unknown>>,
  errors: Errors,
): void {
  for (const [name, property] of Object.entries(schema)) {
    if (name.endsWith("[n]") || property.alias || property.optional || value[name] != null) continue;
    addError(errors, join(path, name), "property is missing and it is not optional");
  }
  for (const [name, given] of Object.entries(value)) {
    const property = propertySchema(schema, name);
    if (!property) {
      addError(
        errors,
        join(path, name),
        "property is not defined in schema and the schema does not allow additional properties",
      );
      continue;
    }
    if (property.requires && value[property.requires] == null)
      addError(errors, join(path, property.requires), `missing property required by '${join(path, name)}'`);
    if (given != null) checkProperty(join(path, name), property, given, errors);
  }
}

const join = (path: string, name: string) => (path ? `${path}.${name}` : name);

function addError(errors: Errors, path: string, text: string): void {
  errors[path] = errors[path] ? `${errors[path]}\\n${text}` : text;
}

function checkProperty(path: string, schema: PropertySchema, value: unknown, errors: Errors): void {
  const mistyped = typeError(schema.type, value);
  if (mistyped) {
    addError(errors, path, mistyped);
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      if (schema.items) checkProperty(`${path}[${index}]`, schema.items, item, errors);
    return;
  }
  const text = typeof value === "boolean" ? (value ? "1" : "0") : String(value);
  const error = valueError(path, schema, text);
  if (error) addError(errors, path, error);
}

function typeError(type: string | undefined, value: unknown): string | undefined {
  if (type === "array") return Array.isArray(value) ? undefined : "type check ('array') failed";
  if (typeof value === "object" || typeof value === "boolean") {
    if (type === "boolean" && typeof value === "boolean") return undefined;
    const kind = Array.isArray(value) ? "ARRAY" : typeof value === "object" ? "HASH" : "JSON::PP::Boolean";
    return `type check ('${type ?? "string"}') failed - got ${kind}`;
  }
  const text = String(value);
  const wrong =
    (type === "boolean" && text !== "0" && text !== "1") ||
    (type === "integer" && !INTEGER.test(text)) ||
    (type === "number" && !NUMBER.test(text));
  return wrong ? `type check ('${type}') failed - got '${text}'` : undefined;
}

/** The first rule of the schema that the value breaks, in the order in which Proxmox looks. */
function valueError(path: string, schema: PropertySchema, text: string): string | undefined {
  if (schema.format) {
    try {
      checkFormat(schema.format, text, path);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return `invalid format - ${error.message}\n`;
    }
  }
  if (schema.pattern && !perlPattern(schema.pattern).test(text)) return "value does not match the regex pattern";
  const length = [...text].length;
  if (schema.maxLength !== undefined && length > schema.maxLength)
    return `value may only be ${schema.maxLength} characters long`;
  if (schema.minLength !== undefined && length < schema.minLength)
    return `value must be at least ${schema.minLength} characters long`;
  if (NUMBER.test(text)) {
    if (schema.maximum !== undefined && Number(text) > Number(schema.maximum))
      return `value must have a maximum value of ${schema.maximum}`;
    if (schema.minimum !== undefined && Number(text) < Number(schema.minimum))
      return `value must have a minimum value of ${schema.minimum}`;
  }
  if (schema.enum && !schema.enum.includes(text))
    return `value '${text}' does not have a value in the enumeration '${schema.enum.join(", ")}'`;
  return undefined;
}

/** @throws FormatError */
function checkFormat(format: string | PropertyFormat, value: string, path: string): void {
  if (typeof format !== "string") {
    parsePropertyString(format, value, path);
    return;
  }
  const named = propertyStringFormats[format];
  if (named) {
    const properties = parsePropertyString(named.format, value, path);
    named.verify?.(properties);
    return;
  }
  const list = /^(.*)-list$/.exec(format)?.[1];
  const validate = validators[list ?? format];
  if (!validate) throw new FormatError(`undefined format '${format}'`);
  if (list) for (const item of splitList(value)) validate(item);
  else validate(value);
}

const TRUE = /^(1|on|yes|true)$/i;
const FALSE = /^(0|off|no|false)$/i;
const asBoolean = (text: string) => (TRUE.test(text) ? "1" : FALSE.test(text) ? "0" : text);

/** Port of what PVE/JSONSchema.pm, parse_property_string, accepts and says. @throws FormatError */
export function parsePropertyString(format: PropertyFormat, text: string, path: string): Properties {
  const result: Properties = {};
  let defaultKey: string | undefined;
  for (const part of text.split(",")) {
    if (part.trim() === "") continue;
    const pair = /^([^=]+)=(.+)$/s.exec(part);
    if (pair) {
      assign(format, result, pair[1] ?? "", pair[2] ?? "");
    } else if (part.includes("=")) {
      throw new FormatError("missing key in comma-separated list property");
    } else {
      if (defaultKey) throw duplicate(defaultKey);
      defaultKey = Object.keys(format).find((key) => format[key]?.default_key);
      if (!defaultKey) throw new FormatError("value without key, but schema does not define a default key");
      if (result[defaultKey]) throw duplicate(defaultKey);
      result[defaultKey] = format[defaultKey]?.type === "boolean" ? asBoolean(part) : part;
    }
  }
  const errors: Record<string, string> = {};
  checkObject(path, format, result, errors);
  const failed = Object.entries(errors);
  if (failed.length > 0)
    throw new FormatError(`format error\n${failed.map(([name, error]) => `${name}: ${error}`).join("\n")}`);
  return result;
}

const duplicate = (key: string) => new FormatError(`duplicate key in comma-separated list property: ${key}`);

function assign(format: PropertyFormat, result: Properties, given: string, value: string): void {
  if (result[given] !== undefined) throw duplicate(given);
  const alias = Object.hasOwn(format, given) ? format[given] : undefined;
  let key = given;
  if (alias?.alias) {
    if (alias.keyAlias) {
      if (result[alias.keyAlias] !== undefined)
        throw new FormatError(`key alias '${alias.keyAlias}' is already defined`);
      result[alias.keyAlias] = given;
    }
    key = alias.alias;
    if (result[key] !== undefined) throw new FormatError(`key '${key}' is already defined (via alias)`);
  }
  const schema = Object.hasOwn(format, key) ? format[key] : undefined;
  if (!schema) throw new FormatError(`invalid key in comma-separated list property: ${key}`);
  result[key] = schema.type === "boolean" ? asBoolean(value) : value;
}
