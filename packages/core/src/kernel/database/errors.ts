/**
 * The connection broke while a commit, or a write outside a transaction, was under way: the database may or may not
 * have done it. Not retryable: only the caller knows whether doing it twice is harmless.
 */
export class OutcomeUnknown extends Error {
  readonly code = "database_outcome_unknown";
  constructor(cause: unknown) {
    super("the connection to the database broke before it answered; the change may have been made", { cause });
    this.name = "OutcomeUnknown";
  }
}

/** A result over the Data API's 1 MiB (or a row over its 64 KB): page the query, or leave wide columns out. */
export class ResultTooLarge extends Error {
  readonly code = "database_result_too_large";
  constructor(cause: unknown) {
    super("the result exceeds what the RDS Data API returns in one call (1 MiB, 64 KB a row)", { cause });
    this.name = "ResultTooLarge";
  }
}

/** Serialization failure, deadlock, lock not available; the server shutting down, starting, or out of connections. */
const retryableStates = new Set(["40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300", "25P03"]);
/** ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK, ER_CON_COUNT_ERROR, ER_SERVER_SHUTDOWN, ER_CONNECTION_KILLED, ER_CHECKREAD. */
const retryableNumbers = new Set([1205, 1213, 1040, 1053, 1927, 1020]);
const connectionCodes = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "PROTOCOL_CONNECTION_LOST",
]);
/** node-pg reports some losses by words alone (pg/lib/client.js, pg-pool/index.js). */
const connectionWords =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed|Can't add new command when connection is in closed state|socket hang up)/;
/** Faults of the Data API itself, before or instead of the statement's own. */
const retryableServiceErrors = new Set([
  "DatabaseResumingException",
  "DatabaseUnavailableException",
  "InternalServerErrorException",
  "ServiceUnavailableError",
  "ThrottlingException",
  "TimeoutError",
]);

function property(error: unknown, key: string): unknown {
  return typeof error === "object" && error !== null && key in error ? Reflect.get(error, key) : undefined;
}

/** The five-character SQLSTATE of a database error; the Data API carries it at the end of the message. */
function sqlState(error: unknown): string | undefined {
  const code = property(error, "code");
  if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !connectionCodes.has(code)) return code;
  const message = property(error, "message");
  return typeof message === "string" ? /SQLState: ([0-9A-Z]{5})/.exec(message)?.[1] : undefined;
}

/** Whether the connection is gone, so that nobody heard the server's answer. */
export function isConnectionLost(error: unknown): boolean {
  const code = property(error, "code");
  if (typeof code === "string" && connectionCodes.has(code)) return true;
  const state = sqlState(error);
  if (state?.startsWith("08") || state === "57P01" || state === "57P02") return true;
  const number = property(error, "errno");
  if (number === 1053 || number === 1927) return true;
  const name = property(error, "name");
  if (name === "TimeoutError" || name === "InternalServerErrorException") return true;
  const message = property(error, "message");
  return typeof message === "string" && connectionWords.test(message);
}

/** Whether a Data API transaction ended by itself and was rolled back: three idle minutes, 24 hours, an error. */
export function isTransactionGone(error: unknown): boolean {
  if (property(error, "name") === "TransactionNotFoundException") return true;
  return /^Transaction \S+ is not found/i.test(String(property(error, "message") ?? ""));
}

/** Whether the same unit of work may succeed when run again from its beginning. Nothing of the first run remains. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof OutcomeUnknown) return false;
  if (isConnectionLost(error) || isTransactionGone(error)) return true;
  const state = sqlState(error);
  if (state !== undefined && (retryableStates.has(state) || state.startsWith("08"))) return true;
  const number = property(error, "errno");
  if (typeof number === "number" && retryableNumbers.has(number)) return true;
  const name = property(error, "name");
  return typeof name === "string" && retryableServiceErrors.has(name);
}

/** The violated constraint or unique index's name, when `error` is a unique violation; otherwise undefined. */
export function isUniqueViolation(error: unknown): string | undefined {
  const message = String(property(error, "message") ?? "");
  if (property(error, "errno") === 1062) {
    const key = /for key '([^']+)'/.exec(message)?.[1] ?? "";
    return key.slice(key.lastIndexOf(".") + 1);
  }
  if (sqlState(error) !== "23505") return undefined;
  const constraint = property(error, "constraint");
  if (typeof constraint === "string") return constraint;
  return /unique constraint "([^"]+)"/.exec(message)?.[1] ?? "";
}
