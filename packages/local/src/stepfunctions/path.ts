import { StateError } from "./error.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";

type Step = string | number;

/**
 * The steps of a reference path: `$`, then `.name`, `['name']` or `[index]`. Wildcards, slices, filters and descendants
 * of full JSONPath are not served; null for anything else.
 */
export function parsePath(path: string): Step[] | null {
  const steps: Step[] = [];
  let rest = path.startsWith("$$") ? path.slice(2) : path.startsWith("$") ? path.slice(1) : null;
  while (rest) {
    const match = /^\.([\p{L}_][\p{L}\p{N}_-]*)|^\[(\d+)\]|^\['((?:[^'\\]|\\.)*)'\]|^\["((?:[^"\\]|\\.)*)"\]/u.exec(
      rest,
    );
    if (!match) return null;
    const [whole, name, index, single, double] = match;
    steps.push(index === undefined ? (name ?? (single ?? double ?? "").replace(/\\(.)/g, "$1")) : Number(index));
    rest = rest.slice(whole.length);
  }
  return rest === null ? null : steps;
}

/** The value a path names, undefined when there is none. `$$` paths read the context object. */
export function find(path: string, input: Json, context: Json): Json | undefined {
  let value: Json | undefined = path.startsWith("$$") ? context : input;
  for (const step of parsePath(path) ?? []) {
    if (typeof step === "number") value = Array.isArray(value) ? value[step] : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** As `find`; a path to nothing fails the execution with States.Runtime. */
export function read(path: string, input: Json, context: Json): Json {
  const value = find(path, input, context);
  if (value !== undefined) return value;
  throw new StateError(
    "States.Runtime",
    `Invalid path '${path}': it names nothing in the ${path.startsWith("$$") ? "context" : "input"}.`,
  );
}

/** A copy of `input` with `value` at the path, making the objects on the way. `$` replaces all of it, null keeps it. */
export function write(path: string | null, input: Json, value: Json): Json {
  if (path === null) return input;
  const steps = parsePath(path) ?? [];
  const put = (at: Json | undefined, [step, ...rest]: Step[]): Json => {
    if (step === undefined) return value;
    if (typeof step === "number") {
      if (!Array.isArray(at) || step >= at.length) throw unreachable(path);
      return at.map((item, index) => (index === step ? put(item, rest) : item));
    }
    if (at !== undefined && !isObject(at)) throw unreachable(path);
    const base: JsonObject = { ...at };
    Object.defineProperty(base, step, {
      value: put(base[step], rest),
      enumerable: true,
      writable: true,
      configurable: true,
    });
    return base;
  };
  return put(input, steps);
}

const unreachable = (path: string) =>
  new StateError("States.ResultPathMatchFailure", `The ResultPath '${path}' cannot be applied to the input.`);
