import { randomUUID } from "node:crypto";
import { z } from "zod";
import { operation, type Service } from "../aws/operation.ts";
import type { Database } from "../store/database.ts";
import { invalidInput, invalidName, invalidOutput, noSuchExecution, validation } from "./errors.ts";
import { MAX_PAYLOAD_BYTES } from "./execution.ts";
import type { Executions } from "./executions.ts";
import { type Json, parseJson } from "./json.ts";
import { isName, type Machine, type Machines } from "./machines.ts";
import { type HistoryRow, type Listed, listExecutions, readHistory } from "./queries.ts";
import type { ExecutionStore } from "./store.ts";
import { parseTaskToken } from "./token.ts";

export interface StepFunctionsParts {
  database: Database;
  store: ExecutionStore;
  machines: Machines;
  executions: Executions;
}

const CODE = "ValidationException";
const paging = { maxResults: z.number().int().min(0).max(1000).default(100), nextToken: z.string().optional() };
const machineAt = z.object({ stateMachineArn: z.string() });
const executionAt = z.object({ executionArn: z.string() });
const tasked = z.object({ taskToken: z.string().min(1).max(2048) });
const failure = { error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() };
const status = z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]);
const most = (maxResults: number) => (maxResults === 0 ? 100 : maxResults);
const seconds = (ms: number) => ms / 1000;
const whole = { included: true };

/** Step Functions as the system uses it: https://docs.aws.amazon.com/step-functions/latest/apireference/ */
export function stepFunctionsService({ database, store, machines, executions }: StepFunctionsParts): Service {
  const operations: Service["operations"] = {
    CreateStateMachine: operation(
      CODE,
      z.object({
        name: z.string(),
        definition: z.string(),
        roleArn: z.string(),
        type: z.literal("STANDARD").default("STANDARD"),
      }),
      async (input) => {
        const machine = await machines.create(input.name, input.definition, input.roleArn);
        return { stateMachineArn: machine.arn, creationDate: seconds(machine.createdAt) };
      },
    ),
    DescribeStateMachine: operation(CODE, machineAt, async (input) => {
      const machine = machines.at(input.stateMachineArn);
      return { ...machineSummary(machine), status: "ACTIVE", definition: machine.source, roleArn: machine.roleArn };
    }),
    ListStateMachines: operation(CODE, z.object(paging), async () => ({
      stateMachines: machines.list().map(machineSummary),
    })),
    StartExecution: operation(
      CODE,
      machineAt.extend({ name: z.string().optional(), input: z.string().default("{}") }),
      async (input) => {
        const name = input.name ?? randomUUID();
        if (!isName(name)) throw invalidName(name);
        payload(input.input, "input", invalidInput);
        const { arn, startedAt } = await executions.start(machines.at(input.stateMachineArn), name, input.input);
        return { executionArn: arn, startDate: seconds(startedAt) };
      },
    ),
    StopExecution: operation(CODE, executionAt.extend(failure), async (input) => ({
      stopDate: seconds(await executions.stop(input.executionArn, input.error ?? null, input.cause ?? null)),
    })),
    DescribeExecution: operation(CODE, executionAt, async (input) => {
      const row = await store.find(input.executionArn);
      if (!row) throw noSuchExecution(input.executionArn);
      return {
        ...executionSummary(row),
        input: row.input,
        inputDetails: whole,
        ...(row.output !== null && { output: row.output, outputDetails: whole }),
        ...(row.error !== null && { error: row.error }),
        ...(row.cause !== null && { cause: row.cause }),
      };
    }),
    ListExecutions: operation(CODE, machineAt.extend({ ...paging, statusFilter: status.optional() }), async (input) => {
      const { items, next } = await listExecutions(database, {
        machine: machines.at(input.stateMachineArn).arn,
        status: input.statusFilter,
        most: most(input.maxResults),
        after: input.nextToken,
      });
      return { executions: items.map(executionSummary), ...(next && { nextToken: next }) };
    }),
    GetExecutionHistory: operation(
      CODE,
      executionAt.extend({ ...paging, reverseOrder: z.boolean().default(false) }),
      async (input) => {
        if (!(await store.find(input.executionArn))) throw noSuchExecution(input.executionArn);
        const { items, next } = await readHistory(database, {
          execution: input.executionArn,
          reverse: input.reverseOrder,
          most: most(input.maxResults),
          after: input.nextToken,
        });
        return { events: items.map(historyEvent), ...(next && { nextToken: next }) };
      },
    ),
    SendTaskSuccess: operation(CODE, tasked.extend({ output: z.string() }), async (input) => {
      const { executionArn, secret } = parseTaskToken(input.taskToken);
      const output = payload(input.output, "output", invalidOutput);
      await (await executions.running(executionArn)).succeed(secret, output);
      return {};
    }),
    SendTaskFailure: operation(CODE, tasked.extend(failure), async (input) => {
      const { executionArn, secret } = parseTaskToken(input.taskToken);
      await (await executions.running(executionArn)).fail(
        secret,
        input.error ?? "States.TaskFailed",
        input.cause ?? null,
      );
      return {};
    }),
    SendTaskHeartbeat: operation(CODE, tasked, async (input) => {
      const { executionArn, secret } = parseTaskToken(input.taskToken);
      await (await executions.running(executionArn)).heartbeat(secret);
      return {};
    }),
  };
  return { target: "AWSStepFunctions", namespace: "com.amazonaws.sfn", protocol: "1.0", operations };
}

/** A JSON text of at most 262,144 bytes. */
function payload(text: string, member: string, refusal: (why: string) => Error): Json {
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
    throw validation(
      `Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to 262144`,
    );
  }
  try {
    return parseJson(text);
  } catch (error) {
    throw refusal(error instanceof Error ? error.message : "not JSON");
  }
}

const machineSummary = (machine: Machine) => ({
  stateMachineArn: machine.arn,
  name: machine.name,
  type: "STANDARD",
  creationDate: seconds(machine.createdAt),
});

const executionSummary = (row: Listed) => ({
  executionArn: row.arn,
  stateMachineArn: row.state_machine_arn,
  name: row.name,
  status: row.status,
  startDate: seconds(row.started_at),
  ...(row.stopped_at !== null && { stopDate: seconds(row.stopped_at) }),
  redriveCount: 0,
});

function historyEvent(row: HistoryRow): object {
  const details: { member: string; value: object } | null = JSON.parse(row.details);
  const event = { id: row.id, previousEventId: row.id - 1, timestamp: seconds(row.at), type: row.type };
  return details ? { ...event, [details.member]: details.value } : event;
}
