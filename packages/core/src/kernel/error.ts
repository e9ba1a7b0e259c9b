import type { z } from "zod";

/** Every error code a caller can meet, with its HTTP status. Codes are stable: clients branch on them. */
export const ERROR_STATUS = {
  invalid_input: 400,
  unauthorized: 401,
  forbidden: 403,
  step_up_required: 403,
  second_factor_required: 403,
  resource_limit_exceeded: 403,
  tenant_under_review: 403,
  tenant_refused: 403,
  order_under_review: 403,
  order_refused: 403,
  registration_closed: 403,
  email_unverified: 403,
  provider_required: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  locked: 409,
  managed_elsewhere: 409,
  uniqueness_error: 409,
  server_not_stopped: 409,
  server_suspended: 409,
  protected: 423,
  link_expired: 410,
  resource_unavailable: 412,
  payload_too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  idempotency_key_reused: 422,
  headers_too_large: 431,
  rate_limit_exceeded: 429,
  internal_error: 500,
  maintenance: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export interface FieldProblem {
  name: string;
  messages: string[];
}

export interface ErrorDetails {
  /** What is wrong with which field, by its dotted path. */
  fields?: FieldProblem[];
  /** The action that holds the lock, with `locked`. */
  action?: string;
  /** What the second step of a sign-in answers, with `second_factor_required`. */
  challenge?: {
    token: string;
    /** Seconds. */
    expires_in: number;
    factors: readonly string[];
    /** For the browser's passkeys; null: there are none. */
    passkey_options: Record<string, unknown> | null;
  };
  /** Which quota, and its numbers, with `resource_limit_exceeded`. */
  quota?: { resource: string; limit: number; used: number; requested: number };
}

/** The one error a caller is meant to see. Anything else that is thrown is a defect and answers 500 without its text. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;
  /** Seconds after which a repeat may succeed, with `rate_limit_exceeded` and `maintenance`. */
  readonly retryAfter: number | undefined;
  /** The methods there are, with `method_not_allowed`. */
  readonly allow: readonly string[] | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    details?: ErrorDetails,
    options?: ErrorOptions & { retryAfter?: number; allow?: readonly string[] },
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
    this.retryAfter = options?.retryAfter;
    this.allow = options?.allow;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

export const notFound = (what: string): AppError => new AppError("not_found", `${what} not found`);

/** A field's name as it came from a caller: what nobody would read is cut, since the answer repeats it. */
function shownName(name: string): string {
  if (name === "") return '""';
  return name.length > NAME_LIMIT ? `${name.slice(0, NAME_LIMIT)}…` : name;
}
const NAME_LIMIT = 100;
/** As many wrong fields as an answer names. */
const FIELDS_LIMIT = 50;

/** `invalid_input` that names one field. */
export function invalidField(name: string, message: string): AppError {
  const shown = shownName(name);
  return new AppError("invalid_input", `invalid input in field '${shown}'`, {
    fields: [{ name: shown, messages: [message] }],
  });
}

/** zod's issues as field problems; an unknown key is reported under its own name. */
export function fieldProblems(error: z.core.$ZodError): FieldProblem[] {
  const fields = new Map<string, string[]>();
  const add = (path: PropertyKey[], message: string) => {
    const name = path.length === 0 ? "body" : shownName(path.map(String).join("."));
    fields.set(name, [...(fields.get(name) ?? []), message]);
  };
  for (const issue of error.issues) {
    if (issue.code === "unrecognized_keys") for (const key of issue.keys) add([...issue.path, key], "unknown field");
    else add(issue.path, issue.message);
  }
  return [...fields].slice(0, FIELDS_LIMIT).map(([name, messages]) => ({ name, messages }));
}

/** Parses `value`, or throws `invalid_input` naming every field that is wrong. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = fieldProblems(result.error);
  const names = fields.map((field) => `'${field.name}'`).join(", ");
  throw new AppError("invalid_input", `invalid input in field${fields.length > 1 ? "s" : ""} ${names}`, { fields });
}
