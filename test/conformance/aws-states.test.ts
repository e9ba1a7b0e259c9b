import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { systemClock } from "@hostwright/core/kernel/clock";
import { silent } from "@hostwright/core/kernel/log";
import { StateMachine } from "aws-local-stepfunctions";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../packages/local/src/cloud.ts";
import { createDatabase } from "../database.ts";
import { caseOf, forEachPeer, peers } from "./aws-peers.ts";
import { type Ended, plainCases, type StatesCase, taskCases } from "./states-cases.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const roleArn = "arn:aws:iam::000000000000:role/test";
const clientOf = (endpoint: string) => new SFNClient({ endpoint, region: "eu-central-1", credentials });

let made = 0;
/** Through the API: create, start, describe until it has ended. */
async function execute(sfn: SFNClient, { definition, input = {} }: StatesCase): Promise<Ended> {
  const name = `case-${++made}`;
  const machine = await sfn.send(
    new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }),
  );
  const { stateMachineArn } = machine;
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  for (;;) {
    const { status, output, error = "" } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === "SUCCEEDED") return { output: JSON.parse(output ?? "null") };
    if (status !== "RUNNING") return { error };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function check(expected: StatesCase, ended: Ended): void {
  expect(ended).toEqual(expected.error === undefined ? { output: expected.output } : { error: expected.error });
}

describe("States Language: local", () => {
  let cloud: Cloud;
  let stop: () => Promise<void>;
  let functions: NonNullable<StatesCase["functions"]> = {};
  let calls = 0;
  beforeAll(async () => {
    const database = await createDatabase();
    const invoke = async (name: string, event: unknown) => functions[name]?.(event, ++calls);
    cloud = await startCloud({ port: 0, databaseUrl: database.url, clock: systemClock, log: silent, invoke });
    stop = async () => {
      await cloud.close();
      await database.drop();
    };
  });
  afterAll(() => stop());

  for (const one of [...plainCases, ...taskCases]) {
    test(one.name, async () => {
      functions = one.functions ?? {};
      calls = 0;
      check(one, await execute(clientOf(cloud.url), one));
    });
  }
});

/** https://github.com/nibble-4bits/aws-local-stepfunctions: an interpreter of its own. */
describe("States Language: aws-local-stepfunctions", () => {
  const differences: Record<string, string> = {
    'choice {"Variable":"$.v","IsPresent":false} of undefined': "finds no rule true that asks for false",
    'choice {"Variable":"$.v","IsString":false} of 1': "finds no rule true that asks for false",
  };
  for (const one of [...plainCases, ...taskCases]) {
    const difference = differences[one.name];
    const run = async () => check(one, await interpret(one));
    if (difference === undefined) test(one.name, run);
    else test.fails(`${one.name} (${difference})`, run);
  }
});

async function interpret(one: StatesCase): Promise<Ended> {
  const calls = new Map<string, number>();
  const handlers = Object.entries(one.functions ?? {}).map(([name, run]) => [
    name,
    async (payload: { Payload?: unknown }) => {
      const call = (calls.get(name) ?? 0) + 1;
      calls.set(name, call);
      const wrapped = one.definition.States[name]?.Resource === "arn:aws:states:::lambda:invoke";
      return wrapped ? { Payload: await run(payload.Payload, call) } : run(payload, call);
    },
  ]);
  const machine: StateMachine = Reflect.construct(StateMachine, [one.definition]);
  const overrides = {
    taskResourceLocalHandlers: Object.fromEntries(handlers),
    retryIntervalOverrides: { A: 1 },
    waitTimeOverrides: { A: 1 },
  };
  const running = machine.run(JSON.parse(JSON.stringify(one.input ?? {})), { overrides });
  const ended = running.result.then(
    (output): Ended => ({ output }),
    (): Ended => ({ error: "not in the log" }),
  );
  for await (const event of running.eventLogs) if (event.type === "ExecutionFailed") return { error: event.Error };
  return ended;
}

forEachPeer(
  "States Language",
  (peer) => {
    let sfn: SFNClient;
    let stop: () => Promise<void>;
    beforeAll(async () => {
      const started = await peer.start();
      stop = started.stop;
      sfn = clientOf(started.endpoint);
    });
    afterAll(() => stop?.());
    const differences: Record<string, string> = { "fails when no rule matches": "names it States.Runtime" };
    for (const one of plainCases) {
      const difference = differences[one.name];
      const same = caseOf(peer, difference === undefined ? {} : { moto: difference });
      same(one.name, async () => check(one, await execute(sfn, one)));
    }
  },
  [peers.moto],
);
