import { DatabaseError } from "pg";

/** An answer of the Data API that is not a success; `type` is what SDKs name the exception after. */
export class Fault extends Error {
  readonly type: string;
  readonly status: number;
  readonly extra: object;
  constructor(type: string, status: number, message: string, extra: object = {}) {
    super(message);
    this.type = type;
    this.status = status;
    this.extra = extra;
  }
}

export const badRequest = (message: string) => new Fault("BadRequestException", 400, message);
export const invalid = (message: string) => new Fault("ValidationException", 400, message);
export const transactionNotFound = (id: string) =>
  new Fault("TransactionNotFoundException", 404, `Transaction ${id} is not found`);

/** PostgreSQL's own error in the words of its JDBC driver, with the SQLSTATE behind: clients find the cause only there. */
export function databaseFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (!(error instanceof DatabaseError)) {
    return new Fault("DatabaseUnavailableException", 504, error instanceof Error ? error.message : String(error));
  }
  if (error.code === "57014") {
    return new Fault("StatementTimeoutException", 400, "Statement timed out", { dbConnectionId: 0 });
  }
  const lines = [`${error.severity}: ${error.message}`];
  if (error.detail) lines.push(`Detail: ${error.detail}`);
  if (error.hint) lines.push(`Hint: ${error.hint}`);
  if (error.position) lines.push(`Position: ${error.position}`);
  return new Fault("DatabaseErrorException", 400, `${lines.join("\n  ")}; SQLState: ${error.code}`);
}
