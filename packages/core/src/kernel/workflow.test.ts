import { expect, test } from "vitest";
import { compile, type Step, type Workflow } from "./workflow.ts";

const undo = async () => {};
const control = (name: string, undoable = true): Step => ({
  kind: "control",
  name,
  title: name,
  do: undo,
  undo: undoable ? undo : { none: "a test's reason" },
});
const relay = (name: string): Step => ({
  kind: "relay",
  name,
  title: name,
  do: { job: async () => null },
  undo: { job: async () => null },
});
const workflowOf = (...steps: Step[]): Workflow => ({ name: "thing.make", steps, async ended() {} });

/** Follows the compiled states from a failure in `step` to the end. */
function pathAfterFailure(workflow: Workflow, step: string): string[] {
  const { States } = compile(workflow, "arn:step");
  const path: string[] = [];
  let at: unknown = firstCatch(States[step]);
  while (typeof at === "string") {
    path.push(at);
    at = States[at]?.Next;
  }
  return path;
}

function firstCatch(state: Record<string, unknown> | undefined): unknown {
  const [caught] = Array.isArray(state?.Catch) ? state.Catch : [];
  return caught?.Next;
}

const three = workflowOf(control("reserve"), relay("clone"), control("mark", false));

test("a failing step is undone itself first, then those before it in reverse order", () => {
  expect(pathAfterFailure(three, "clone")).toEqual(["undo clone", "undo reserve", "settle undone", "undone"]);
  expect(pathAfterFailure(three, "reserve")).toEqual(["undo reserve", "settle undone", "undone"]);
});

test("a step without an undo is passed over", () => {
  expect(pathAfterFailure(three, "mark")).toEqual(["undo clone", "undo reserve", "settle undone", "undone"]);
});

test("a failure to finish undoes everything", () => {
  expect(pathAfterFailure(three, "finish")).toEqual(["undo clone", "undo reserve", "settle undone", "undone"]);
});

test("an undo that fails ends in stuck", () => {
  const { States } = compile(three, "arn:step");
  expect(firstCatch(States["undo clone"])).toBe("settle stuck");
  expect(States["settle stuck"]?.Next).toBe("stuck");
});

test("a settling state is tried again whatever stopped it: nothing after it could free the lock", () => {
  const { States } = compile(three, "arn:step");
  const retries = (name: string) => JSON.stringify(States[name]?.Retry);
  for (const name of ["settle undone", "settle stuck"]) expect(retries(name)).toContain('"States.ALL"');
  // Whatever else fails is undone instead.
  for (const name of ["reserve", "clone", "undo clone", "finish"]) expect(retries(name)).not.toContain("States.ALL");
});

test("only relay steps wait for a task token, and only ids go in", () => {
  const { States } = compile(three, "arn:step");
  expect(States.clone?.Resource).toBe("arn:aws:states:::lambda:invoke.waitForTaskToken");
  expect(States.reserve?.Resource).toBe("arn:aws:states:::lambda:invoke");
  expect(States.clone?.Parameters).toEqual({
    FunctionName: "arn:step",
    Payload: {
      workflow: "thing.make",
      "action.$": "$.action",
      "attempt.$": "$.attempt",
      phase: "do",
      step: "clone",
      "token.$": "$$.Task.Token",
    },
  });
});
