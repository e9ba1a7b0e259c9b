import * as sfn from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect } from "vitest";
import { caseOf, forEachPeer, type Peer, peers } from "./aws-peers.ts";

/** Step Functions' API around the executions: the same cases against ours and against moto. */
forEachPeer("Step Functions", cases, [peers.local, peers.moto]);

const roleArn = "arn:aws:iam::000000000000:role/test";
const waiting = { StartAt: "w", States: { w: { Type: "Wait", Seconds: 600, End: true } } };
const passing = { StartAt: "p", States: { p: { Type: "Pass", Next: "q" }, q: { Type: "Pass", End: true } } };
const failing = { StartAt: "f", States: { f: { Type: "Fail", Error: "Bad", Cause: "because" } } };

function cases(peer: Peer): void {
  let client: sfn.SFNClient;
  let stop: () => Promise<void>;
  let count = 0;
  beforeAll(async () => {
    const started = await peer.start();
    stop = started.stop;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    client = new sfn.SFNClient({ endpoint: started.endpoint, region: "eu-central-1", credentials });
  });
  afterAll(() => stop?.());

  const same = caseOf(peer, {});
  const machine = async (definition: object) => {
    const command = new sfn.CreateStateMachineCommand({
      name: `m${++count}`,
      roleArn,
      definition: JSON.stringify(definition),
    });
    return (await client.send(command)).stateMachineArn ?? "";
  };
  const start = (stateMachineArn: string, name?: string, input?: string) =>
    client.send(new sfn.StartExecutionCommand({ stateMachineArn, name, input }));
  const describe = (executionArn: string | undefined) =>
    client.send(new sfn.DescribeExecutionCommand({ executionArn }));
  const ended = async (executionArn: string | undefined) => {
    for (;;) {
      const found = await describe(executionArn);
      if (found.status !== "RUNNING") return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  same("starts the same name and input once while it runs", async () => {
    const arn = await machine(waiting);
    const first = await start(arn, "act_1-1", '{"a":1}');
    const again = await start(arn, "act_1-1", '{"a":1}');
    expect(again.executionArn).toBe(first.executionArn);
    expect(first.executionArn).toMatch(/:execution:m\d+:act_1-1$/);
  });

  same("refuses a name taken by another input", async () => {
    const arn = await machine(waiting);
    await start(arn, "act_1-1", '{"a":1}');
    await expect(start(arn, "act_1-1", '{"a":2}')).rejects.toBeInstanceOf(sfn.ExecutionAlreadyExists);
  });

  same("refuses a name whose execution has ended", async () => {
    const arn = await machine(passing);
    const { executionArn } = await start(arn, "act_1-1", "{}");
    await ended(executionArn);
    await expect(start(arn, "act_1-1", "{}")).rejects.toBeInstanceOf(sfn.ExecutionAlreadyExists);
  });

  same("describes what ran and what came of it", async () => {
    const { executionArn, startDate } = await start(await machine(passing), "act_1-1", '{"a":1}');
    const found = await ended(executionArn);
    expect(found).toMatchObject({ name: "act_1-1", status: "SUCCEEDED", input: '{"a":1}' });
    expect(JSON.parse(found.output ?? "")).toEqual({ a: 1 });
    expect(found.stopDate?.getTime()).toBeGreaterThanOrEqual(Math.floor(startDate?.getTime() ?? 0));
  });

  same("describes a failure by error and cause", async () => {
    const { executionArn } = await start(await machine(failing));
    expect(await ended(executionArn)).toMatchObject({ status: "FAILED", error: "Bad", cause: "because" });
  });

  caseOf(peer, { moto: "keeps no reason" })("stops an execution with a reason", async () => {
    const { executionArn } = await start(await machine(waiting));
    await client.send(new sfn.StopExecutionCommand({ executionArn, error: "Operator", cause: "asked to" }));
    expect(await ended(executionArn)).toMatchObject({ status: "ABORTED", error: "Operator", cause: "asked to" });
  });

  same("keeps a history from the start to the end", async () => {
    const { executionArn } = await start(await machine(passing), undefined, '{"a":1}');
    await ended(executionArn);
    const { events = [] } = await client.send(new sfn.GetExecutionHistoryCommand({ executionArn }));
    const types = events.map((event) => event.type);
    expect(types).toEqual([
      "ExecutionStarted",
      "PassStateEntered",
      "PassStateExited",
      "PassStateEntered",
      "PassStateExited",
      "ExecutionSucceeded",
    ]);
    expect(events.map((event) => event.id)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events[1]?.stateEnteredEventDetails?.name).toBe("p");
  });

  caseOf(peer, { moto: "reads forwards only" })("reads a history backwards", async () => {
    const { executionArn } = await start(await machine(passing));
    await ended(executionArn);
    const backwards = await client.send(new sfn.GetExecutionHistoryCommand({ executionArn, reverseOrder: true }));
    expect(backwards.events?.[0]?.type).toBe("ExecutionSucceeded");
  });

  same("lists executions by status, page after page", async () => {
    const arn = await machine(waiting);
    for (const name of ["a", "b", "c"]) await start(arn, name);
    const executionArn = (await start(arn, "stopped")).executionArn;
    await client.send(new sfn.StopExecutionCommand({ executionArn }));
    await ended(executionArn);
    const names: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const command = new sfn.ListExecutionsCommand({
        stateMachineArn: arn,
        statusFilter: "RUNNING",
        maxResults: 2,
        nextToken,
      });
      const page = await client.send(command);
      expect(page.executions?.length).toBeLessThanOrEqual(2);
      names.push(...(page.executions ?? []).map((execution) => execution.name));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(names.sort()).toEqual(["a", "b", "c"]);
  });

  same("creates the same state machine once", async () => {
    const create = () =>
      client.send(new sfn.CreateStateMachineCommand({ name: "same", roleArn, definition: JSON.stringify(passing) }));
    const first = await create();
    expect((await create()).stateMachineArn).toBe(first.stateMachineArn);
    const { stateMachines = [] } = await client.send(new sfn.ListStateMachinesCommand({}));
    expect(stateMachines.filter((one) => one.name === "same")).toHaveLength(1);
    const found = await client.send(new sfn.DescribeStateMachineCommand({ stateMachineArn: first.stateMachineArn }));
    expect(JSON.parse(found.definition ?? "")).toEqual(passing);
  });

  same("refuses what does not exist", async () => {
    const arn = await machine(passing);
    const { executionArn = "" } = await start(arn);
    await expect(start(`${arn}x`)).rejects.toBeInstanceOf(sfn.StateMachineDoesNotExist);
    await expect(describe(`${executionArn}x`)).rejects.toBeInstanceOf(sfn.ExecutionDoesNotExist);
    const history = new sfn.GetExecutionHistoryCommand({ executionArn: `${executionArn}x` });
    await expect(client.send(history)).rejects.toBeInstanceOf(sfn.ExecutionDoesNotExist);
  });

  caseOf(peer, { moto: "answers without a code" })("refuses an input that is no JSON", async () => {
    await expect(start(await machine(passing), undefined, "{")).rejects.toBeInstanceOf(sfn.InvalidExecutionInput);
  });

  caseOf(peer, { moto: "takes any name" })("refuses names with characters that are not allowed", async () => {
    await expect(start(await machine(passing), "a b")).rejects.toMatchObject({ name: "InvalidName" });
  });

  caseOf(peer, { moto: "answers without a code" })("refuses definitions that are none", async () => {
    const missing = { StartAt: "a", States: { a: { Type: "Pass", Next: "nowhere" } } };
    await expect(machine({ StartAt: "a" })).rejects.toBeInstanceOf(sfn.InvalidDefinition);
    await expect(machine(missing)).rejects.toBeInstanceOf(sfn.InvalidDefinition);
  });

  same("refuses what is no task token", async () => {
    const sent = client.send(new sfn.SendTaskSuccessCommand({ taskToken: "nonsense", output: "{}" }));
    await expect(sent).rejects.toBeInstanceOf(sfn.InvalidToken);
  });
}
