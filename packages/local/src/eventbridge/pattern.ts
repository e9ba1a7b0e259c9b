import { isObject, type Json, type JsonObject } from "../stepfunctions/json.ts";

/**
 * EventBridge event patterns: every field named must be there and match one of its list; `$or` holds alternatives.
 * Source: "Creating Amazon EventBridge event patterns", EventBridge User Guide.
 */
export function matchesPattern(pattern: JsonObject, event: JsonObject): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === "$or" && Array.isArray(wanted)) {
      return wanted.some((one) => isObject(one) && matchesPattern(one, event));
    }
    const value = Object.hasOwn(event, name) ? event[name] : undefined;
    if (Array.isArray(wanted)) return matchesField(wanted, value);
    if (!isObject(wanted)) return false;
    // A nested pattern may ask for absence, which holds too where the object itself is absent.
    return matchesPattern(wanted, isObject(value) ? value : {});
  });
}

function matchesField(wanted: Json[], value: Json | undefined): boolean {
  // Of a list in the event, any one element is enough.
  const values = Array.isArray(value) ? value : [value];
  const candidates = values.length === 0 ? [undefined] : values;
  return wanted.some((one) => candidates.some((candidate) => matchesValue(one, candidate)));
}

type Filter = (argument: Json, value: Json | undefined) => boolean;
const inText =
  (test: (value: string, argument: string) => boolean): Filter =>
  (argument, value) =>
    typeof value === "string" && typeof argument === "string" && test(value, argument);

const FILTERS: Record<string, Filter> = {
  exists: (argument, value) => (value !== undefined) === argument,
  prefix: (argument, value) =>
    isObject(argument)
      ? inText((v, a) => v.toLowerCase().startsWith(a.toLowerCase()))(argument["equals-ignore-case"] ?? null, value)
      : inText((v, a) => v.startsWith(a))(argument, value),
  suffix: (argument, value) =>
    isObject(argument)
      ? inText((v, a) => v.toLowerCase().endsWith(a.toLowerCase()))(argument["equals-ignore-case"] ?? null, value)
      : inText((v, a) => v.endsWith(a))(argument, value),
  "equals-ignore-case": inText((v, a) => v.toLowerCase() === a.toLowerCase()),
  wildcard: inText((v, a) =>
    new RegExp(
      `^${a
        .split("*")
        .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
        .join(".*")}$`,
      "s",
    ).test(v),
  ),
  numeric: (argument, value) => typeof value === "number" && Array.isArray(argument) && inRange(argument, value),
  "anything-but": (argument, value) => {
    if (value === undefined) return false;
    const refused = Array.isArray(argument) ? argument : [argument];
    return !refused.some((one) => matchesValue(one, value));
  },
};

export const filterNames = Object.keys(FILTERS);

function matchesValue(wanted: Json, value: Json | undefined): boolean {
  if (!isObject(wanted)) return value !== undefined && wanted === value;
  const [entry] = Object.entries(wanted);
  if (!entry) return false;
  const [name, argument] = entry;
  return FILTERS[name]?.(argument, value) ?? false;
}

function inRange(range: Json[], value: number): boolean {
  for (let i = 0; i < range.length; i += 2) {
    const [operator, bound] = [range[i], Number(range[i + 1])];
    const holds =
      operator === "="
        ? value === bound
        : operator === "<"
          ? value < bound
          : operator === "<="
            ? value <= bound
            : operator === ">"
              ? value > bound
              : operator === ">=" && value >= bound;
    if (!holds) return false;
  }
  return true;
}

/** What makes a pattern unusable, in words; undefined for a good one. */
export function patternProblem(pattern: Json): string | undefined {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) return "a pattern is an object with at least one field";
  for (const [name, wanted] of Object.entries(pattern)) {
    if (name === "$or" && Array.isArray(wanted)) {
      for (const one of wanted) if (patternProblem(one)) return patternProblem(one);
    } else if (Array.isArray(wanted)) {
      for (const one of wanted) {
        const unknown = isObject(one) ? Object.keys(one).find((key) => !filterNames.includes(key)) : undefined;
        if (unknown !== undefined) return `${name} has an unknown filter ${unknown}`;
      }
    } else if (patternProblem(wanted)) return `${name}: ${patternProblem(wanted)}`;
  }
  return undefined;
}
