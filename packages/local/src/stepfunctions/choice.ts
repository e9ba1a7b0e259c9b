import { StateError } from "./error.ts";
import { isObject, type Json } from "./json.ts";
import { find } from "./path.ts";

type Order = (comparison: number) => boolean;
const ORDERS: Record<string, Order> = {
  Equals: (c) => c === 0,
  LessThan: (c) => c < 0,
  GreaterThan: (c) => c > 0,
  LessThanEquals: (c) => c <= 0,
  GreaterThanEquals: (c) => c >= 0,
};
const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

/** Values of a kind made comparable; undefined when the value is of another kind. */
const KINDS: Record<string, (value: Json) => string | number | undefined> = {
  String: (value) => (typeof value === "string" ? value : undefined),
  Numeric: (value) => (typeof value === "number" ? value : undefined),
  Boolean: (value) => (typeof value === "boolean" ? Number(value) : undefined),
  Timestamp: (value) => (isTimestamp(value) ? Date.parse(value) : undefined),
};
const TESTS: Record<string, (value: Json | undefined) => boolean> = {
  IsPresent: (value) => value !== undefined,
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === "string",
  IsNumeric: (value) => typeof value === "number",
  IsBoolean: (value) => typeof value === "boolean",
  IsTimestamp: (value) => isTimestamp(value),
};

function isTimestamp(value: Json | undefined): value is string {
  return (
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

/** A comparison's parts: `NumericLessThanPath` is Numeric, LessThan, against a path. */
function parseComparison(name: string): { kind: string; order: string; path: boolean } | undefined {
  const match =
    /^(String|Numeric|Boolean|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?$/.exec(
      name,
    );
  if (!match?.[1] || !match[2]) return undefined;
  if (match[1] === "Boolean" && match[2] !== "Equals") return undefined;
  return { kind: match[1], order: match[2], path: match[3] !== undefined };
}

export const isComparison = (name: string): boolean =>
  name in TESTS || name === "StringMatches" || parseComparison(name) !== undefined;

/** Whether a choice rule holds: And, Or, Not of rules, or one comparison of a variable. */
export function holds(rule: Json, input: Json, context: Json): boolean {
  if (!isObject(rule)) throw new StateError("States.Runtime", "A choice rule is not an object.");
  if (Array.isArray(rule.And)) return rule.And.every((inner) => holds(inner, input, context));
  if (Array.isArray(rule.Or)) return rule.Or.some((inner) => holds(inner, input, context));
  if (rule.Not !== undefined) return !holds(rule.Not, input, context);
  const variable = typeof rule.Variable === "string" ? rule.Variable : "$";
  const value = find(variable, input, context);
  const comparison = Object.entries(rule).find(([name]) => isComparison(name));
  if (!comparison) throw new StateError("States.Runtime", "A choice rule has no comparison.");
  const [name, wanted] = comparison;
  const test = TESTS[name];
  if (name === "IsPresent") return (value !== undefined) === wanted;
  if (value === undefined) {
    throw new StateError(
      "States.Runtime",
      `Invalid path '${variable}': The choice state's condition path references an invalid value.`,
    );
  }
  if (test) return test(value) === wanted;
  if (name === "StringMatches") return typeof value === "string" && wildcard(String(wanted)).test(value);
  return compares(name, value, wanted, (path) => find(path, input, context));
}

function compares(name: string, value: Json, wanted: Json, at: (path: string) => Json | undefined): boolean {
  const parts = parseComparison(name);
  const other = parts?.path && typeof wanted === "string" ? at(wanted) : wanted;
  const comparable = KINDS[parts?.kind ?? ""];
  const left = comparable?.(value);
  const right = other === undefined ? undefined : comparable?.(other);
  if (left === undefined || right === undefined) return false;
  return ORDERS[parts?.order ?? ""]?.(compare(left, right)) ?? false;
}

/** `*` stands for anything; a backslash takes its meaning away. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|(\*)|([^\\*])/gs, (_, escaped?: string, star?: string, plain?: string) =>
    star ? ".*" : (escaped ?? plain ?? "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
  );
  return new RegExp(`^${source}$`, "s");
}
