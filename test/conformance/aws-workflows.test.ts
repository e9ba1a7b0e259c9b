import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { systemClock } from "@hostwright/core/kernel/clock";
import { silent } from "@hostwright/core/kernel/log";
import { type StateMachine as Compiled, compile, type Step, type Workflow } from "@hostwright/core/kernel/workflow";
import { StateMachine } from "aws-local-stepfunctions";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Cloud, startCloud } from "../../packages/local/src/cloud.ts";
import { createDatabase } from "../database.ts";

/**
 * Compiled workflows, with each step failing in turn: the local cloud and an interpreter that is not ours must ask the
 * same steps in the same order and come to the same end.
 */
const nothing = { none: "nothing to undo" };
const control = (name: string, undo: "undo" | "none"): Step => ({
  kind: "control",
  name,
  title: name,
  do: async () => {},
  undo: undo === "undo" ? async () => {} : nothing,
});
const relay = (name: string): Step => ({
  kind: "relay",
  name,
  title: name,
  do: { job: async () => null },
  undo: { job: async () => null },
});
const workflow: Workflow = {
  name: "server.create",
  steps: [
    control("reserve", "undo"),
    relay("clone"),
    control("note", "none"),
    relay("start"),
    control("announce", "undo"),
  ],
  ended: async () => {},
};
const compiled = compile(workflow, "arn:aws:lambda:eu-central-1:000000000000:function:step");

const asked = z.object({
  phase: z.string(),
  step: z.string().optional(),
  token: z.string().optional(),
  error: z.object({ Error: z.string() }).optional(),
});
/** What was asked, as `do clone`, and how it ended. */
interface Trace {
  asked: string[];
  status: "SUCCEEDED" | "FAILED";
}
const nameOf = ({ phase, step, error }: z.infer<typeof asked>) =>
  [phase, step, error && `after ${error.Error}`].filter(Boolean).join(" ");
const refusal = () => Object.assign(new Error("no"), { name: "Refused" });

const failures = [
  [],
  ...workflow.steps.map((step) => [`do ${step.name}`]),
  ["do start", "undo clone after Refused"],
  ["finish"],
];

let cloud: Cloud;
let sfn: SFNClient;
let stop: () => Promise<void>;
let current: { asked: string[]; failing: string[] };
beforeAll(async () => {
  const database = await createDatabase();
  cloud = await startCloud({
    port: 0,
    databaseUrl: database.url,
    clock: systemClock,
    log: silent,
    stateMachines: [{ name: "workflow", definition: compiled }],
    async invoke(_, event) {
      const work = asked.parse(event);
      current.asked.push(nameOf(work));
      const fails = current.failing.includes(nameOf(work));
      if (work.token === undefined && fails) throw refusal();
      if (work.token === undefined) return null;
      const taskToken = work.token;
      if (fails) await sfn.send(new SendTaskFailureCommand({ taskToken, error: "Refused" }));
      else await sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
      return null;
    },
  });
  sfn = new SFNClient({
    endpoint: cloud.url,
    region: cloud.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  stop = async () => {
    await cloud.close();
    await database.drop();
  };
});
afterAll(() => stop());

async function local(failing: string[]): Promise<Trace> {
  current = { asked: [], failing };
  const stateMachineArn = cloud.stateMachineArn("workflow");
  const input = '{"action":"act_1","attempt":1}';
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
  for (;;) {
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === "SUCCEEDED" || status === "FAILED") return { asked: current.asked, status };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function third(definition: Compiled, failing: string[]): Promise<Trace> {
  const trace: string[] = [];
  const handle = async (parameters: unknown) => {
    const name = nameOf(z.object({ Payload: asked }).parse(parameters).Payload);
    trace.push(name);
    if (failing.includes(name)) throw refusal();
    return {};
  };
  const taskResourceLocalHandlers = Object.fromEntries(Object.keys(definition.States).map((state) => [state, handle]));
  const machine: StateMachine = Reflect.construct(StateMachine, [definition]);
  const context = { Task: { Token: "token" } };
  const run = machine.run({ action: "act_1", attempt: 1 }, { overrides: { taskResourceLocalHandlers }, context });
  const status = await run.result.then(
    () => "SUCCEEDED" as const,
    () => "FAILED" as const,
  );
  return { asked: trace, status };
}

describe("Compiled workflows: local and aws-local-stepfunctions", () => {
  for (const failing of failures) {
    test(`agree when ${failing.join(" and ") || "nothing"} fails`, async () => {
      const [ours, theirs] = [await local(failing), await third(compiled, failing)];
      expect(ours).toEqual(theirs);
      expect(ours.status).toBe(failing.length === 0 ? "SUCCEEDED" : "FAILED");
      expect(ours.asked.length).toBeGreaterThan(1);
    });
  }
});
