import { type Database, statement } from "../store/database.ts";
import { invalidPage } from "./errors.ts";

const byMachine = statement(
  "execution.list",
  `select arn, state_machine_arn, name, status, started_at, stopped_at from cloud.execution
   where state_machine_arn = $1 and (started_at, arn) < ($2, $3) order by started_at desc, arn desc limit $4`,
);
const byStatus = statement(
  "execution.list.status",
  `select arn, state_machine_arn, name, status, started_at, stopped_at from cloud.execution
   where state_machine_arn = $1 and (started_at, arn) < ($2, $3) and status = $5
   order by started_at desc, arn desc limit $4`,
);
const forwards = statement(
  "history",
  "select id, type, at, details from cloud.history where execution = $1 and id > $2 order by id limit $3",
);
const backwards = statement(
  "history.reverse",
  "select id, type, at, details from cloud.history where execution = $1 and id < $2 order by id desc limit $3",
);

export interface Listed {
  arn: string;
  state_machine_arn: string;
  name: string;
  status: string;
  started_at: number;
  stopped_at: number | null;
}
export interface HistoryRow {
  id: number;
  type: string;
  at: number;
  details: string;
}
export interface Page<T> {
  items: T[];
  next: string | undefined;
}

/** Executions of a state machine, the latest first. */
export async function listExecutions(
  database: Database,
  query: { machine: string; status: string | undefined; most: number; after: string | undefined },
): Promise<Page<Listed>> {
  const [startedAt, arn] = query.after === undefined ? [Number.MAX_SAFE_INTEGER, ""] : cursor(query.after);
  const values = [query.machine, startedAt, arn, query.most + 1, ...(query.status === undefined ? [] : [query.status])];
  const rows = await database.rows<Listed>(query.status === undefined ? byMachine : byStatus, values);
  return page(rows, query.most, (row) => JSON.stringify([row.started_at, row.arn]));
}

/** Events of an execution, the earliest or the latest first. */
export async function readHistory(
  database: Database,
  query: { execution: string; reverse: boolean; most: number; after: string | undefined },
): Promise<Page<HistoryRow>> {
  const start = query.reverse ? 2 ** 31 - 1 : 0;
  const [id] = query.after === undefined ? [start] : cursor(query.after);
  const values = [query.execution, id, query.most + 1];
  const rows = await database.rows<HistoryRow>(query.reverse ? backwards : forwards, values);
  return page(rows, query.most, (row) => JSON.stringify([row.id, ""]));
}

function page<T>(rows: T[], most: number, cursorOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, most);
  const last = items.at(-1);
  const more = rows.length > most && last !== undefined;
  return { items, next: more ? Buffer.from(cursorOf(last)).toString("base64url") : undefined };
}

function cursor(token: string): [number, string] {
  try {
    const [at, name]: unknown[] = JSON.parse(Buffer.from(token, "base64url").toString());
    if (typeof at === "number" && typeof name === "string") return [at, name];
  } catch {
    // answered below like any other text
  }
  throw invalidPage();
}
