import { z } from "zod";
import { isComparison } from "./choice.ts";
import type { Json } from "./json.ts";
import { parsePath } from "./path.ts";

/** The Amazon States Language served here. What lies outside is refused by name when a state machine is created. */
const path = z.string().refine((text) => parsePath(text) !== null, "is not a path of names and indices");
const reference = path.refine((text) => !text.startsWith("$$"), "cannot be written to");
const json: z.ZodType<Json> = z.json();

/** Payload templates: members ending in `.$` hold paths. Intrinsic functions are not served. */
const template = json.superRefine((value, check) => {
  const walk = (inner: Json): void => {
    if (Array.isArray(inner)) for (const item of inner) walk(item);
    if (Array.isArray(inner) || typeof inner !== "object" || inner === null) return;
    for (const [name, member] of Object.entries(inner)) {
      if (!name.endsWith(".$")) walk(member);
      else if (typeof member !== "string" || parsePath(member) === null) {
        check.addIssue({ code: "custom", message: `${name} is not a path of names and indices` });
      }
    }
  };
  walk(value);
});

const common = {
  Comment: z.string().optional(),
  InputPath: path.nullable().optional(),
  OutputPath: path.nullable().optional(),
};
const ends = { Next: z.string().optional(), End: z.literal(true).optional() };
const results = { Parameters: template.optional(), ResultPath: reference.nullable().optional() };
const seconds = z.number().int().min(0).max(99_999_999);

export const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: seconds.min(1).default(1),
  BackoffRate: z.number().min(1).default(2),
  MaxAttempts: seconds.default(3),
  MaxDelaySeconds: seconds.min(1).optional(),
  JitterStrategy: z.enum(["FULL", "NONE"]).default("NONE"),
});
export const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  ResultPath: reference.nullable().optional(),
  Next: z.string(),
});

const task = z.strictObject({
  ...common,
  ...ends,
  ...results,
  Type: z.literal("Task"),
  Resource: z.string().regex(/^arn:aws:(states:::lambda:invoke(\.waitForTaskToken)?|lambda:[^:]*:\d*:function:.+)$/, {
    message: "is no function and no lambda:invoke",
  }),
  ResultSelector: template.optional(),
  TimeoutSeconds: seconds.min(1).optional(),
  TimeoutSecondsPath: path.optional(),
  HeartbeatSeconds: seconds.min(1).optional(),
  HeartbeatSecondsPath: path.optional(),
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
});
const pass = z.strictObject({ ...common, ...ends, ...results, Type: z.literal("Pass"), Result: json.optional() });
const wait = z.strictObject({
  ...common,
  ...ends,
  Type: z.literal("Wait"),
  Seconds: seconds.optional(),
  SecondsPath: path.optional(),
  Timestamp: z.iso.datetime({ offset: true }).optional(),
  TimestampPath: path.optional(),
});
const choice = z.strictObject({
  ...common,
  Type: z.literal("Choice"),
  Choices: z.array(z.looseObject({ Next: z.string() }).and(json)).min(1),
  Default: z.string().optional(),
});
const succeed = z.strictObject({ ...common, Type: z.literal("Succeed") });
const fail = z.strictObject({
  Comment: z.string().optional(),
  Type: z.literal("Fail"),
  Error: z.string().optional(),
  ErrorPath: path.optional(),
  Cause: z.string().optional(),
  CausePath: path.optional(),
});

export const state = z.discriminatedUnion("Type", [task, pass, wait, choice, succeed, fail]);
export const definition = z.strictObject({
  Comment: z.string().optional(),
  Version: z.literal("1.0").optional(),
  QueryLanguage: z.literal("JSONPath").optional(),
  StartAt: z.string(),
  TimeoutSeconds: seconds.min(1).optional(),
  States: z.record(z.string().min(1).max(80), state),
});

export type Definition = z.infer<typeof definition>;
export type State = z.infer<typeof state>;
export type TaskState = z.infer<typeof task>;
export type Retrier = z.infer<typeof retrier>;

/** The definition, or what is wrong with it in words. */
export function parseDefinition(value: unknown): { definition: Definition } | { problems: string } {
  const parsed = definition.safeParse(value);
  if (!parsed.success) {
    return {
      problems: parsed.error.issues
        .map((issue) => `${issue.path.join(".") || "definition"}: ${issue.message}`)
        .join("; "),
    };
  }
  const problems = [...links(parsed.data)];
  return problems.length > 0 ? { problems: problems.join("; ") } : { definition: parsed.data };
}

/** Transitions must lead to states that exist, and every state but the last ones must have one. */
function* links({ StartAt, States }: Definition): Generator<string> {
  const known = (from: string, to: string | undefined) =>
    to === undefined || Object.hasOwn(States, to) ? [] : [`${from} leads to ${to}, which does not exist`];
  yield* known("StartAt", StartAt);
  for (const [name, one] of Object.entries(States)) {
    if (one.Type === "Choice") {
      for (const rule of one.Choices) {
        yield* known(name, rule.Next);
        yield* ruleProblems(name, rule);
      }
      yield* known(name, one.Default);
    } else if (one.Type !== "Succeed" && one.Type !== "Fail") {
      if ((one.Next === undefined) === (one.End === undefined)) yield `${name} needs either Next or End`;
      yield* known(name, one.Next);
      if (one.Type === "Task") for (const { Next } of one.Catch) yield* known(name, Next);
    }
  }
}

function* ruleProblems(state: string, rule: Json): Generator<string> {
  if (typeof rule !== "object" || rule === null || Array.isArray(rule))
    return yield `${state} has a rule that is no object`;
  const inner = [rule.And, rule.Or, rule.Not].filter((part) => part !== undefined).flat();
  for (const part of inner) if (part !== undefined) yield* ruleProblems(state, part);
  if (inner.length > 0) return;
  if (typeof rule.Variable !== "string" || parsePath(rule.Variable) === null)
    yield `${state} has a rule without a Variable`;
  const comparisons = Object.keys(rule).filter((name) => !["Variable", "Next", "Comment"].includes(name));
  if (comparisons.length !== 1 || !comparisons.every(isComparison))
    yield `${state} has a rule without one known comparison`;
}
