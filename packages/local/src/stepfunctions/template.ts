import { StateError } from "./error.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import { read } from "./path.ts";

/** A payload template filled in: each member `"name.$"` becomes `name` with the value its path names. */
export function fill(template: Json, input: Json, context: Json): Json {
  if (Array.isArray(template)) return template.map((item) => fill(item, input, context));
  if (!isObject(template)) return template;
  const filled: JsonObject = {};
  for (const [name, value] of Object.entries(template)) {
    if (!name.endsWith(".$")) filled[name] = fill(value, input, context);
    else if (typeof value === "string") filled[name.slice(0, -2)] = read(value, input, context);
    else throw new StateError("States.Runtime", `The value of '${name}' must be a path.`);
  }
  return filled;
}
