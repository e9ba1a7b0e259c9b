import { randomUUID } from "node:crypto";
import type { Clock } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import type { InvokeFunction } from "./cloud-options.ts";

/** Thrown by `invoke` for a name that is no function. */
export class FunctionNotFound extends Error {
  constructor(name: string) {
    super(`Function not found: ${name}`);
    this.name = "Lambda.ResourceNotFoundException";
  }
}

/** What Lambda makes of an invocation. `error` is the error's name, `cause` Lambda's JSON about it. */
export type InvocationOutcome =
  | { ok: true; requestId: string; payload: unknown }
  | { ok: false; requestId: string; error: string; cause: string };

/** Lambda's own longest running time. */
const TIMEOUT_MS = 900_000;

/**
 * Invokes functions as Lambda does: events and results go through JSON, so that nothing is shared, errors come out as
 * name and cause, and after fifteen minutes nobody waits any more.
 */
export class Functions {
  readonly #invoke: InvokeFunction;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(invoke: InvokeFunction, clock: Clock, log: Log) {
    this.#invoke = invoke;
    this.#clock = clock;
    this.#log = log;
  }

  async run(name: string, event: unknown): Promise<InvocationOutcome> {
    const requestId = randomUUID();
    const late = Promise.withResolvers<"late">();
    const cancel = this.#clock.after(TIMEOUT_MS, () => late.resolve("late"));
    try {
      const running = this.#invoke(name, throughJson(event), { requestId, remainingMs: TIMEOUT_MS });
      const result = await Promise.race([running.then((payload) => ({ payload })), late.promise]);
      if (result === "late") {
        running.catch(() => {}); // nobody waits for it any more
        return { ok: false, requestId, ...timedOut(requestId) };
      }
      return { ok: true, requestId, payload: throughJson(result.payload) };
    } catch (thrown) {
      const failure = describe(thrown);
      this.#log.debug("function failed", { function: name, requestId, error: failure.error, cause: failure.cause });
      return { ok: false, requestId, ...failure };
    } finally {
      cancel();
    }
  }
}

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** As the Node.js runtime of Lambda reports what a handler throws: `{errorType, errorMessage, trace}`. */
function describe(thrown: unknown): { error: string; cause: string } {
  if (!(thrown instanceof Error)) {
    return {
      error: "Error",
      cause: JSON.stringify({ errorType: typeof thrown, errorMessage: String(thrown), trace: [] }),
    };
  }
  const trace = (thrown.stack ?? "").split("\n").slice(0, 20);
  return {
    error: thrown.name,
    cause: JSON.stringify({ errorType: thrown.name, errorMessage: thrown.message, trace }),
  };
}

function timedOut(requestId: string): { error: string; cause: string } {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${TIMEOUT_MS / 1000}.00 seconds`;
  return { error: "Sandbox.Timedout", cause: JSON.stringify({ errorType: "Sandbox.Timedout", errorMessage }) };
}
