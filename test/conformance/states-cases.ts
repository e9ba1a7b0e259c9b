/** A state machine, what is put in, and what must come out, whoever interprets it. */
export interface StatesCase {
  name: string;
  definition: { StartAt: string; States: Record<string, Record<string, unknown>> };
  input?: unknown;
  /** Functions by name, which is also their state's. They get the payload and which call this is, from 1. */
  functions?: Record<string, (payload: unknown, call: number) => unknown>;
  output?: unknown;
  error?: string;
}

const fn = (name: string) => `arn:aws:lambda:eu-central-1:000000000000:function:${name}`;
const task = (name: string, more: Record<string, unknown>) => ({ Type: "Task", Resource: fn(name), ...more });
const pass = (Result: unknown, more: Record<string, unknown> = { End: true }) => ({ Type: "Pass", Result, ...more });
const named = (name: string, message = name) => Object.assign(new Error(message), { name });
const one = (state: Record<string, unknown>, more: Record<string, Record<string, unknown>> = {}) => ({
  StartAt: "A",
  States: { A: state, ...more },
});

/** Which of the rules a value meets, as a machine that names them. */
const chooser = (rules: Record<string, unknown>) => ({
  StartAt: "choose",
  States: {
    choose: {
      Type: "Choice",
      Choices: Object.entries(rules).map(([Next, rule]) => ({ ...Object(rule), Next })),
      Default: "none",
    },
    ...Object.fromEntries([...Object.keys(rules), "none"].map((name) => [name, pass({ chosen: name })])),
  },
});

const choices: StatesCase[] = [
  { rule: { Variable: "$.v", StringEquals: "a" }, yes: ["a"], no: ["b", 1] },
  { rule: { Variable: "$.v", StringGreaterThan: "b" }, yes: ["c"], no: ["b", "a"] },
  { rule: { Variable: "$.v", StringLessThanEquals: "b" }, yes: ["a", "b"], no: ["c"] },
  {
    rule: { Variable: "$.v", StringMatches: "srv_*.log" },
    yes: ["srv_1.log", "srv_.log"],
    no: ["srv_1.txt", "srv_1xlog"],
  },
  { rule: { Variable: "$.v", NumericEquals: 5 }, yes: [5, 5.0], no: [4, "5"] },
  { rule: { Variable: "$.v", NumericGreaterThanEquals: 5 }, yes: [5, 6], no: [4] },
  { rule: { Variable: "$.v", NumericLessThanPath: "$.limit" }, yes: [9], no: [10, 11] },
  { rule: { Variable: "$.v", BooleanEquals: true }, yes: [true], no: [false, "true"] },
  {
    rule: { Variable: "$.v", TimestampLessThan: "2026-06-01T00:00:00Z" },
    yes: ["2026-05-01T00:00:00Z"],
    no: ["2026-07-01T00:00:00Z"],
  },
  { rule: { Variable: "$.v", IsNull: true }, yes: [null], no: ["", 0] },
  { rule: { Variable: "$.v", IsPresent: true }, yes: [null, 0], no: [undefined] },
  { rule: { Variable: "$.v", IsPresent: false }, yes: [undefined], no: [1] },
  { rule: { Variable: "$.v", IsNumeric: true }, yes: [1], no: ["1"] },
  { rule: { Variable: "$.v", IsString: false }, yes: [1], no: ["1"] },
  { rule: { Variable: "$.v", IsTimestamp: true }, yes: ["2026-05-01T00:00:00Z"], no: ["2026", "x"] },
  { rule: { Not: { Variable: "$.v", StringEquals: "a" } }, yes: ["b"], no: ["a"] },
  {
    rule: {
      And: [
        { Variable: "$.v", IsNumeric: true },
        {
          Or: [
            { Variable: "$.v", NumericLessThan: 1 },
            { Variable: "$.v", NumericGreaterThan: 8 },
          ],
        },
      ],
    },
    yes: [0, 9],
    no: [5],
  },
].flatMap(({ rule, yes, no }) =>
  [...yes.map((v) => ({ v, output: "met" })), ...no.map((v) => ({ v, output: "none" }))].map(({ v, output }) => ({
    name: `choice ${JSON.stringify(rule)} of ${JSON.stringify(v)}`,
    definition: chooser({ met: rule }),
    input: v === undefined ? { limit: 10 } : { v, limit: 10 },
    output: { chosen: output },
  })),
);

const data: StatesCase[] = [
  { name: "passes its input on", definition: one({ Type: "Pass", End: true }), input: { a: 1 }, output: { a: 1 } },
  { name: "replaces the input by a result", definition: one(pass({ b: 2 })), input: { a: 1 }, output: { b: 2 } },
  {
    name: "puts a result deep into the input",
    definition: one(pass(2, { ResultPath: "$.x.y", End: true })),
    input: { x: { z: 1 } },
    output: { x: { z: 1, y: 2 } },
  },
  {
    name: "drops a result",
    definition: one(pass(2, { ResultPath: null, End: true })),
    input: { a: 1 },
    output: { a: 1 },
  },
  {
    name: "selects input and output",
    definition: one({ Type: "Pass", InputPath: "$.a", OutputPath: "$.b", End: true }),
    input: { a: { b: [7] } },
    output: [7],
  },
  {
    name: "selects by index and quoted name",
    definition: one({ Type: "Pass", InputPath: "$['a b'][1]", End: true }),
    input: { "a b": [1, 2] },
    output: 2,
  },
  {
    name: "selects an empty input",
    definition: one({ Type: "Pass", InputPath: null, End: true }),
    input: { a: 1 },
    output: {},
  },
  {
    name: "fills a template",
    definition: one({
      Type: "Pass",
      Parameters: { fixed: "x", deep: { "from.$": "$.a", list: [{ "all.$": "$" }] } },
      End: true,
    }),
    input: { a: 1 },
    output: { fixed: "x", deep: { from: 1, list: [{ all: { a: 1 } }] } },
  },
  {
    name: "fills a template from the context",
    definition: one({ Type: "Pass", Parameters: { "input.$": "$$.Execution.Input.a" }, End: true }),
    input: { a: 1 },
    output: { input: 1 },
  },
  {
    name: "fails on a path to nothing",
    definition: one({ Type: "Pass", InputPath: "$.nothing", End: true }),
    input: {},
    error: "States.Runtime",
  },
  {
    name: "succeeds with what it selects",
    definition: one({ Type: "Succeed", InputPath: "$.a" }),
    input: { a: 1 },
    output: 1,
  },
  { name: "fails as it says", definition: one({ Type: "Fail", Error: "Bad", Cause: "because" }), error: "Bad" },
  {
    name: "fails when no rule matches",
    definition: one({ Type: "Choice", Choices: [{ Variable: "$.a", IsNull: true, Next: "B" }] }, { B: pass(1) }),
    input: { a: 1 },
    error: "States.NoChoiceMatched",
  },
  {
    name: "waits, then goes on with its input",
    definition: one({ Type: "Wait", Seconds: 1, Next: "B" }, { B: { Type: "Pass", End: true } }),
    input: { a: 1 },
    output: { a: 1 },
  },
  {
    name: "does not wait for the past",
    definition: one({ Type: "Wait", TimestampPath: "$.at", End: true }),
    input: { at: "2020-01-01T00:00:00Z" },
    output: { at: "2020-01-01T00:00:00Z" },
  },
];

const retry = (more: Record<string, unknown> = {}) => [
  { ErrorEquals: ["Flaky"], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 2, ...more },
];
const failing =
  (times: number, error = "Flaky") =>
  (_: unknown, call: number) => {
    if (call <= times) throw named(error, "again");
    return { calls: call };
  };

const tasks: StatesCase[] = [
  {
    name: "calls a function with its input",
    definition: one(task("A", { End: true })),
    input: { n: 2 },
    functions: { A: (payload) => ({ got: payload }) },
    output: { got: { n: 2 } },
  },
  {
    name: "shapes a function's payload and result",
    definition: one(
      task("A", {
        InputPath: "$.in",
        Parameters: { "n.$": "$.n" },
        ResultSelector: { "m.$": "$.m" },
        ResultPath: "$.out",
        OutputPath: "$.out",
        End: true,
      }),
    ),
    input: { in: { n: 2 } },
    functions: { A: (payload) => ({ m: payload, dropped: true }) },
    output: { m: { n: 2 } },
  },
  {
    name: "wraps what lambda:invoke answers",
    definition: one({
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: fn("A"), Payload: { "x.$": "$.n" } },
      OutputPath: "$.Payload",
      End: true,
    }),
    input: { n: 2 },
    functions: { A: (payload) => ({ got: payload }) },
    output: { got: { x: 2 } },
  },
  {
    name: "fails by the error's name",
    definition: one(task("A", { End: true })),
    functions: { A: failing(9) },
    error: "Flaky",
  },
  {
    name: "tries again until it works",
    definition: one(task("A", { Retry: retry(), End: true })),
    functions: { A: failing(2) },
    output: { calls: 3 },
  },
  {
    name: "tries no more often than it may",
    definition: one(task("A", { Retry: retry(), End: true })),
    functions: { A: failing(3) },
    error: "Flaky",
  },
  {
    name: "does not retry another error",
    definition: one(task("A", { Retry: retry(), End: true })),
    functions: { A: failing(1, "Other") },
    error: "Other",
  },
  {
    name: "retries no attempts",
    definition: one(task("A", { Retry: retry({ MaxAttempts: 0 }), End: true })),
    functions: { A: failing(1) },
    error: "Flaky",
  },
  {
    name: "retries every failed task",
    definition: one(task("A", { Retry: retry({ ErrorEquals: ["States.TaskFailed"] }), End: true })),
    functions: { A: failing(1) },
    output: { calls: 2 },
  },
  {
    name: "counts each retrier by itself",
    definition: one(
      task("A", {
        Retry: [...retry({ MaxAttempts: 1 }), ...retry({ ErrorEquals: ["States.ALL"], MaxAttempts: 1 })],
        End: true,
      }),
    ),
    functions: {
      A: (_, call) => {
        if (call < 3) throw named(call === 1 ? "Flaky" : "Other");
        return call;
      },
    },
    output: 3,
  },
  {
    name: "catches an error into the input",
    definition: one(task("A", { Catch: [{ ErrorEquals: ["Flaky"], ResultPath: "$.error", Next: "B" }], End: true }), {
      B: { Type: "Pass", InputPath: "$.error.Error", End: true },
    }),
    input: { kept: true },
    functions: { A: failing(1) },
    output: "Flaky",
  },
  {
    name: "keeps the input beside a caught error",
    definition: one(
      task("A", { Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "B" }], End: true }),
      { B: { Type: "Pass", InputPath: "$.kept", End: true } },
    ),
    input: { kept: true },
    functions: { A: failing(1) },
    output: true,
  },
  {
    name: "catches by the first that matches",
    definition: one(
      task("A", {
        Catch: [
          { ErrorEquals: ["Other"], Next: "B" },
          { ErrorEquals: ["States.ALL"], Next: "C" },
        ],
        End: true,
      }),
      { B: pass("b"), C: pass("c") },
    ),
    functions: { A: failing(1) },
    output: "c",
  },
  {
    name: "catches after the last attempt",
    definition: one(
      task("A", { Retry: retry({ MaxAttempts: 1 }), Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }], End: true }),
      { B: pass("caught") },
    ),
    functions: { A: failing(2) },
    output: "caught",
  },
  {
    name: "times a task out",
    definition: one(
      task("A", { TimeoutSeconds: 1, Catch: [{ ErrorEquals: ["States.Timeout"], Next: "B" }], End: true }),
      { B: pass("late") },
    ),
    functions: { A: () => new Promise(() => {}) },
    output: "late",
  },
];

export const plainCases: StatesCase[] = [...data, ...choices];
export const taskCases: StatesCase[] = tasks;

/** What an interpreter made of a case. */
export type Ended = { output: unknown } | { error: string };
