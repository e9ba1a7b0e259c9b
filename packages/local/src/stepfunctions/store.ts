import { type Database, statement } from "../store/database.ts";
import type { Ending, Execution, HistoryEvent, Transition } from "./execution.ts";
import { parseJson } from "./json.ts";
import type { Position } from "./position.ts";

/** An execution as stored. Times in milliseconds; JSON as text. */
export interface ExecutionRow {
  arn: string;
  state_machine_arn: string;
  name: string;
  input: string;
  definition: string;
  status: "RUNNING" | Ending["status"];
  started_at: number;
  stopped_at: number | null;
  output: string | null;
  error: string | null;
  cause: string | null;
  position: string | null;
  events: number;
  version: number;
}

/** What is known of an execution before its first transition. */
export type Begun = Pick<ExecutionRow, "arn" | "state_machine_arn" | "name" | "input" | "definition" | "started_at">;

const COLUMNS = `arn, state_machine_arn, name, input, definition, status, started_at, stopped_at, output, error, cause,
  position, events, version`;
const one = statement("execution", `select ${COLUMNS} from cloud.execution where arn = $1`);
const running = statement("execution.running", `select ${COLUMNS} from cloud.execution where status = 'RUNNING'`);
const history = (changed: string, events: string) => `with moved as (${changed} returning arn)
  insert into cloud.history (execution, id, at, type, details)
  select moved.arn, e.* from moved, unnest(${events}) as e(id, at, type, details)`;
const create = statement(
  "execution.create",
  history(
    `insert into cloud.execution (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)
     on conflict (arn) do nothing`,
    "$14::int[], $15::bigint[], $16::text[], $17::text[]",
  ),
);
const move = statement(
  "execution.move",
  history(
    `update cloud.execution set status = $3, stopped_at = $4, output = $5, error = $6, cause = $7, position = $8,
       events = $9, version = version + 1
     where arn = $1 and version = $2`,
    "$10::int[], $11::bigint[], $12::text[], $13::text[]",
  ),
);
const beat = statement(
  "execution.beat",
  "update cloud.execution set position = $3, version = version + 1 where arn = $1 and version = $2",
);
const sweep = statement("execution.sweep", "delete from cloud.execution where stopped_at < $1");

/** Executions and their histories in PostgreSQL. Each transition is one statement: all of it is stored or nothing. */
export class ExecutionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(arn: string): Promise<ExecutionRow | undefined> {
    return (await this.#database.rows<ExecutionRow>(one, [arn]))[0];
  }

  running(): Promise<ExecutionRow[]> {
    return this.#database.rows<ExecutionRow>(running, []);
  }

  /** The execution as stored; undefined when one of this ARN exists already. */
  async create(begun: Begun, transition: Transition): Promise<ExecutionRow | undefined> {
    const row: ExecutionRow = {
      ...begun,
      ...standing(transition, begun.started_at),
      events: transition.events.length,
      version: 1,
    };
    const inserted = await this.#database.run(create, [
      row.arn,
      row.state_machine_arn,
      row.name,
      row.input,
      row.definition,
      row.status,
      row.started_at,
      row.stopped_at,
      row.output,
      row.error,
      row.cause,
      row.position,
      row.events,
      ...eventColumns(transition.events, 0, begun.started_at),
    ]);
    return inserted > 0 ? row : undefined;
  }

  /** False when the execution has moved on from `version` meanwhile. */
  async move(arn: string, version: number, before: number, transition: Transition, now: number): Promise<boolean> {
    const to = standing(transition, now);
    const moved = await this.#database.run(move, [
      arn,
      version,
      to.status,
      to.stopped_at,
      to.output,
      to.error,
      to.cause,
      to.position,
      before + transition.events.length,
      ...eventColumns(transition.events, before, now),
    ]);
    return moved > 0;
  }

  /** A change of position that is no event, such as a heartbeat. */
  async beat(arn: string, version: number, position: Position): Promise<boolean> {
    return (await this.#database.run(beat, [arn, version, JSON.stringify(position)])) > 0;
  }

  /** Forgets executions that ended before; Step Functions keeps them ninety days. */
  forget(before: number): Promise<number> {
    return this.#database.run(sweep, [before]);
  }
}

function standing(
  transition: Transition,
  now: number,
): Pick<ExecutionRow, "status" | "stopped_at" | "output" | "error" | "cause" | "position"> {
  const open = { stopped_at: null, output: null, error: null, cause: null };
  if ("position" in transition) return { ...open, status: "RUNNING", position: JSON.stringify(transition.position) };
  const { ending } = transition;
  const closed = { ...open, status: ending.status, stopped_at: now, position: null };
  if (ending.status === "SUCCEEDED") return { ...closed, output: JSON.stringify(ending.output) };
  return { ...closed, error: ending.error, cause: ending.cause };
}

function eventColumns(events: HistoryEvent[], before: number, now: number): unknown[] {
  return [
    events.map((_, index) => before + index + 1),
    events.map(() => now),
    events.map((event) => event.type),
    events.map((event) => JSON.stringify(event.details)),
  ];
}

export function executionOf(row: Begun): Execution {
  return {
    arn: row.arn,
    name: row.name,
    stateMachineArn: row.state_machine_arn,
    definition: JSON.parse(row.definition),
    input: parseJson(row.input),
    startedAt: row.started_at,
  };
}

export const positionOf = (row: ExecutionRow): Position | null =>
  row.position === null ? null : JSON.parse(row.position);
