import type { PropertyFormat } from "./contract.ts";

/** Values of a property string (`virtio=…,bridge=vmbr0`) by key, aliases resolved, booleans as 0 and 1. */
export type Properties = Record<string, string>;

/** The canonical text: default key first and bare, the rest by name (PVE/JSONSchema.pm, print_property_string). */
export function printPropertyString(format: PropertyFormat, properties: Properties): string {
  const parts: string[] = [];
  const done = new Set<string>();
  const defaultKey = Object.keys(format).find((key) => format[key]?.default_key);
  const defaultValue = defaultKey ? properties[defaultKey] : undefined;
  if (defaultKey && defaultValue !== undefined) {
    const alias = format[defaultValue];
    const aliased = alias?.keyAlias === defaultKey ? alias.alias : undefined;
    const value = aliased ? properties[aliased] : undefined;
    if (aliased && value !== undefined) {
      parts.push(`${defaultValue}=${value}`);
      done.add(aliased);
    } else parts.push(defaultValue);
    done.add(defaultKey);
  }
  for (const key of Object.keys(properties).sort()) if (!done.has(key)) parts.push(`${key}=${properties[key]}`);
  return parts.join(",");
}
