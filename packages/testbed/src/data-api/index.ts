/**
 * The RDS Data API over a PostgreSQL of one's own, for tests: ExecuteStatement, BeginTransaction, CommitTransaction
 * and RollbackTransaction with the limits of the real one (request 4 MiB, result 1 MiB, row 64 KB, SQL 64 Ki
 * characters, one statement a call, 45 seconds a statement, transactions that expire), its strict parameter types,
 * and its errors. Not offered: batches, `formatRecordsAs`, `resultSetOptions`, `schema`. Any credentials will do.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Clock, systemClock } from "@hostwright/core/kernel/clock";
import pg from "pg";
import { z } from "zod";
import { badRequest, databaseFault, Fault, invalid } from "./faults.ts";
import { parameterSchema } from "./parameters.ts";
import { statementResult } from "./results.ts";
import { bind } from "./statement.ts";
import { Transactions } from "./transactions.ts";

export interface DataApiOptions {
  /** `postgres://…`; the server and database that every call reaches, whatever ARN and database it names. */
  databaseUrl: string;
  /** On 127.0.0.1; a free one unless told. */
  port?: number;
  /** What the expiry of transactions goes by. */
  clock?: Clock;
}

export interface RunningDataApi {
  /** For `endpoint` of the client. */
  url: string;
  /** Rolls open transactions back. */
  stop(): Promise<void>;
}

const REQUEST_BYTES = 4 * 1024 * 1024;

const cluster = { resourceArn: z.string().min(11).max(100), secretArn: z.string().min(11).max(100) };
const execute = z.strictObject({
  ...cluster,
  sql: z.string(),
  database: z.string().optional(),
  parameters: z.array(parameterSchema).optional(),
  transactionId: z.string().max(192).optional(),
  includeResultMetadata: z.boolean().optional(),
  continueAfterTimeout: z.boolean().optional(),
});
const begin = z.strictObject({ ...cluster, database: z.string().optional() });
const end = z.strictObject({ ...cluster, transactionId: z.string().max(192) });

export async function startDataApi(options: DataApiOptions): Promise<RunningDataApi> {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    options: "-c TimeZone=UTC",
    max: 30,
    statement_timeout: 45_000,
    types: { getTypeParser: () => (text: string) => text },
  });
  pool.on("error", () => {});
  const transactions = new Transactions(pool, options.clock ?? systemClock);

  const operations: Record<string, (body: unknown) => Promise<object>> = {
    async "/Execute"(body) {
      const call = parsed(execute, body);
      const query = { ...bind(call.sql, call.parameters ?? []), rowMode: "array" as const };
      const run = (client: Pick<pg.PoolClient, "query">) => client.query<(string | null)[]>(query);
      const result = await (call.transactionId === undefined ? run(pool) : transactions.use(call.transactionId, run));
      return statementResult(result, call.includeResultMetadata ?? false);
    },
    async "/BeginTransaction"(body) {
      parsed(begin, body);
      return { transactionId: await transactions.begin() };
    },
    async "/CommitTransaction"(body) {
      await transactions.end(parsed(end, body).transactionId, "commit");
      return { transactionStatus: "Transaction Committed" };
    },
    async "/RollbackTransaction"(body) {
      await transactions.end(parsed(end, body).transactionId, "rollback");
      return { transactionStatus: "Rollback Complete" };
    },
  };

  const server = createServer((request, response) => {
    answer(request, operations).then(
      (body) => send(response, 200, body),
      (error: unknown) => {
        const fault = databaseFault(error);
        response.setHeader("x-amzn-errortype", fault.type);
        send(response, fault.status, { message: fault.message, ...fault.extra });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the Data API endpoint has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      transactions.closeAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await pool.end();
    },
  };
}

async function answer(request: IncomingMessage, operations: Record<string, (body: unknown) => Promise<object>>) {
  const operation = operations[request.url ?? ""];
  if (!operation || request.method !== "POST") {
    throw new Fault("UnknownOperationException", 404, `${request.method} ${request.url} is not offered`);
  }
  let size = request.rawHeaders.join("").length;
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= REQUEST_BYTES) chunks.push(chunk);
  }
  if (size > REQUEST_BYTES) throw badRequest("Request size exceeds the limit of 4 MiB");
  return operation(json(Buffer.concat(chunks).toString("utf8")));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Fault("SerializationException", 400, String(error));
  }
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw invalid(z.prettifyError(result.error));
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
