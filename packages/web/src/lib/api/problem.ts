/** What went wrong with a request, as the API says it. */
export interface Problem {
  status: number;
  /** The API's stable code; `unreachable` when nothing answered. */
  code: string;
  message: string;
  fields: { name: string; messages: string[] }[];
  /** The action that holds the lock, with `locked`. */
  action: string | undefined;
  requestId: string | undefined;
  /** Seconds. */
  retryAfter: number | undefined;
}

export class RequestProblem extends Error {
  override readonly name = "RequestProblem";
  readonly problem: Problem;
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.problem = problem;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Reads the API's error body; a proxy's own error page becomes one as well. */
export function toProblem(status: number, body: unknown, headers: Headers): Problem {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const details = isRecord(error.details) ? error.details : {};
  const retryAfter = Number(headers.get("retry-after"));
  return {
    status,
    code: text(error.code) ?? "internal_error",
    message: text(error.message) ?? `The request failed with status ${status}.`,
    fields: Array.isArray(details.fields) ? details.fields.flatMap(readField) : [],
    action: text(details.action),
    requestId: text(error.request_id) ?? headers.get("x-request-id") ?? undefined,
    retryAfter: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
  };
}

function readField(value: unknown): Problem["fields"] {
  if (!isRecord(value) || typeof value.name !== "string" || !Array.isArray(value.messages)) return [];
  return [{ name: value.name, messages: value.messages.filter((one) => typeof one === "string") }];
}

export const problemOf = (error: unknown): Problem =>
  error instanceof RequestProblem
    ? error.problem
    : {
        status: 0,
        code: "internal_error",
        message: error instanceof Error ? error.message : String(error),
        fields: [],
        action: undefined,
        requestId: undefined,
        retryAfter: undefined,
      };

/** Whether the same request may succeed by itself a moment later. */
export const isPassing = (problem: Problem): boolean =>
  problem.status === 0 || problem.status >= 500 || problem.status === 429;
