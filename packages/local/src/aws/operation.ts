import type { z } from "zod";
import { AwsError } from "./error.ts";

/** One service of the AWS JSON protocols: `X-Amz-Target: <target>.<operation>`. */
export interface Service {
  target: string;
  /** Shape namespace in `__type`. */
  namespace: string;
  protocol: "1.0" | "1.1";
  operations: Record<string, Operation>;
}

export type Operation = (body: unknown, call: Call) => Promise<object>;

export interface Call {
  requestId: string;
  /** Aborts when the client hangs up or the server closes. */
  signal: AbortSignal;
}

/** An operation whose input is parsed first; what does not fit answers `code`, naming the member. */
export function operation<S extends z.ZodType>(
  code: string,
  input: S,
  run: (input: z.infer<S>, call: Call) => Promise<object>,
): Operation {
  return (body, call) => {
    const parsed = input.safeParse(body);
    if (parsed.success) return run(parsed.data, call);
    const issue = parsed.error.issues[0];
    throw new AwsError(code, `Invalid ${issue?.path.join(".") || "request"}: ${issue?.message}`);
  };
}
