/** Why a source cannot be read. Codes are stable: scripts branch on them. */
export type SourceErrorCode =
  | "source_url_invalid"
  | "source_unreachable"
  | "source_access_denied"
  | "source_database_unknown"
  | "source_not_whmcs"
  | "source_version_unsupported"
  | "source_table_missing"
  | "source_column_missing"
  | "source_rights_missing"
  | "source_connection_lost"
  | "source_read_failed";

export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly code: SourceErrorCode;

  constructor(code: SourceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const BY_ERRNO: Record<number, [SourceErrorCode, (message: string) => string]> = {
  1044: ["source_rights_missing", (said) => `the user may not use this database: ${said}`],
  1045: ["source_access_denied", (said) => `user name or password are wrong: ${said}`],
  1049: ["source_database_unknown", (said) => `there is no such database: ${said}`],
  1130: ["source_access_denied", (said) => `the server does not let this machine in: ${said}`],
  1142: ["source_rights_missing", (said) => `the user needs SELECT: ${said}`],
  1143: ["source_rights_missing", (said) => `the user needs SELECT: ${said}`],
  1146: ["source_table_missing", (said) => said],
  1698: ["source_access_denied", (said) => `user name or password are wrong: ${said}`],
};
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "EACCES",
]);
const LOST = new Set(["PROTOCOL_CONNECTION_LOST", "ECONNRESET", "EPIPE"]);

/** mysql2's error as one of ours, with what to do about it. */
export function sourceError(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const { code, errno, message } = described(error);
  const known = errno === undefined ? undefined : BY_ERRNO[errno];
  if (known) return new SourceError(known[0], known[1](message), { cause: error });
  if (code !== undefined && UNREACHABLE.has(code)) {
    return new SourceError("source_unreachable", `the database does not answer: ${message || code}`, { cause: error });
  }
  if (code !== undefined && LOST.has(code)) {
    return new SourceError("source_connection_lost", `the connection to the source was lost: ${message}`, {
      cause: error,
    });
  }
  return new SourceError("source_read_failed", `reading the source failed: ${message}`, { cause: error });
}

function described(error: unknown): { code: string | undefined; errno: number | undefined; message: string } {
  if (!(error instanceof Error)) return { code: undefined, errno: undefined, message: String(error) };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const errno = "errno" in error && typeof error.errno === "number" ? error.errno : undefined;
  return { code, errno, message: error.message };
}
