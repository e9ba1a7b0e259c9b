import { holds } from "./choice.ts";
import type { State } from "./definition.ts";
import { StateError } from "./error.ts";
import type { Json } from "./json.ts";
import { find, read, write } from "./path.ts";
import { fill } from "./template.ts";

/** Where a state that is no task leads: out of it (to a state or to the end), to a failure, or to a later moment. */
export type Next =
  | { output: Json; to: string | undefined }
  | { fail: { error: string | null; cause: string | null } }
  | { until: number };

/** After InputPath. A null path selects an empty object. */
export const selected = (state: State, input: Json, context: Json): Json =>
  state.Type === "Fail" ? input : through(state.InputPath, input, context);

/** After OutputPath. */
export const output = (state: State, value: Json, context: Json): Json =>
  state.Type === "Fail" ? value : through(state.OutputPath, value, context);

const through = (path: string | null | undefined, value: Json, context: Json): Json =>
  path === null ? {} : path === undefined ? value : read(path, value, context);

export function evaluate(
  name: string,
  state: Exclude<State, { Type: "Task" }>,
  raw: Json,
  context: Json,
  now: number,
): Next {
  const input = selected(state, raw, context);
  switch (state.Type) {
    case "Pass": {
      const parameters = state.Parameters === undefined ? input : fill(state.Parameters, input, context);
      const path = state.ResultPath === undefined ? "$" : state.ResultPath;
      return { output: output(state, write(path, raw, state.Result ?? parameters), context), to: state.Next };
    }
    case "Choice": {
      const rule = state.Choices.find((candidate) => holds(candidate, input, context));
      const to = rule?.Next ?? state.Default;
      if (to !== undefined) return { output: output(state, input, context), to };
      throw new StateError("States.NoChoiceMatched", `No rule of ${name} matches, and it has no Default.`);
    }
    case "Wait": {
      const until = waitUntil(state, input, context, now);
      return until > now ? { until } : { output: output(state, input, context), to: state.Next };
    }
    case "Succeed":
      return { output: output(state, input, context), to: undefined };
    case "Fail": {
      const told = (fixed: string | undefined, path: string | undefined) =>
        fixed ?? (path === undefined ? null : String(read(path, input, context)));
      return { fail: { error: told(state.Error, state.ErrorPath), cause: told(state.Cause, state.CausePath) } };
    }
  }
}

function waitUntil(state: Extract<State, { Type: "Wait" }>, input: Json, context: Json, now: number): number {
  const at = (path: string | undefined) => (path === undefined ? undefined : find(path, input, context));
  const seconds = state.Seconds ?? at(state.SecondsPath);
  if (typeof seconds === "number" && seconds >= 0) return now + seconds * 1000;
  const time = state.Timestamp ?? at(state.TimestampPath);
  if (typeof time === "string" && !Number.isNaN(Date.parse(time))) return Date.parse(time);
  throw new StateError("States.Runtime", "A Wait state names no seconds and no time.");
}
