import type { Clock } from "@hostwright/core/kernel/clock";
import { sleep } from "@hostwright/core/kernel/clock";
import { errors, type Pool } from "undici";
import { z } from "zod";
import { type Answers, answers } from "./answers.ts";
import { type Address, connect } from "./connect.ts";
import type { Params } from "./contract.gen.ts";
import { isProxyFailure, type Outcome, ProxmoxError } from "./error.ts";

export type Method = keyof Answers & keyof Params;
export type ReadMethod = Extract<Method, `GET ${string}`>;
export type WriteMethod = Exclude<Method, ReadMethod>;

/**
 * A Proxmox VE endpoint, method by method. Reads are repeated over a bad line; a change is sent exactly once, and an
 * answer that went missing is `outcome: "unknown"`.
 * @throws ProxmoxError, or the signal's reason.
 */
export interface Proxmox {
  /** Whose the tasks are that it starts: `user@realm!tokenid`. */
  readonly user?: string | undefined;
  read<M extends ReadMethod>(method: M, params: Params[M], signal?: AbortSignal): Promise<Answers[M]>;
  write<M extends WriteMethod>(method: M, params: Params[M], signal?: AbortSignal): Promise<Answers[M]>;
}

const READ_ATTEMPTS = 3;
const READ_PAUSE_MS = 200;

/** Errors that undici or Node report before the request left. */
const UNSENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERTIFICATE_MISMATCH",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "CERT_HAS_EXPIRED",
]);

const body = z.looseObject({
  data: z.unknown(),
  message: z.string().optional(),
  errors: z.record(z.string(), z.coerce.string()).optional(),
});

export interface ClientOptions extends Address {
  /** `user@realm!tokenid` */
  token_id: string;
  token_secret: string;
  clock: Clock;
  connections?: number;
}

export class ProxmoxClient implements Proxmox {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #authorization: string;
  readonly user: string;

  constructor(options: ClientOptions) {
    this.#pool = connect(options, options.connections ?? 32);
    this.#clock = options.clock;
    this.user = options.token_id;
    this.#authorization = `PVEAPIToken=${options.token_id}=${options.token_secret}`;
  }

  async read<M extends ReadMethod>(method: M, params: Params[M], signal?: AbortSignal): Promise<Answers[M]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#call(method, params, signal);
      } catch (error) {
        const passing = error instanceof ProxmoxError && (error.outcome !== "refused" || isProxyFailure(error.status));
        if (!passing || attempt >= READ_ATTEMPTS) throw error;
        await sleep(this.#clock, READ_PAUSE_MS * 2 ** (attempt - 1), signal);
      }
    }
  }

  write<M extends WriteMethod>(method: M, params: Params[M], signal?: AbortSignal): Promise<Answers[M]> {
    return this.#call(method, params, signal);
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #call<M extends Method>(method: M, params: Params[M], signal: AbortSignal | undefined): Promise<Answers[M]> {
    signal?.throwIfAborted();
    const { verb, path, form } = render(method, params);
    const inQuery = verb === "GET" || verb === "DELETE";
    const encoded = form.toString();
    const write = verb !== "GET";
    try {
      const response = await this.#pool.request({
        method: verb,
        path: `/api2/json${path}${inQuery && encoded ? `?${encoded}` : ""}`,
        headers: {
          authorization: this.#authorization,
          ...(inQuery ? {} : { "content-type": "application/x-www-form-urlencoded" }),
        },
        body: inQuery ? null : encoded,
        signal: signal ?? null,
      });
      return answer(method, write, response.statusCode, response.statusText, await response.body.text());
    } catch (error) {
      if (error instanceof ProxmoxError) throw error;
      signal?.throwIfAborted();
      throw new ProxmoxError({ method, outcome: outcomeOf(error, write), status: 0, reason: reasonOf(error) });
    }
  }
}

/** Fills the path's parameters in; the rest goes to the query or the form. Booleans are 0 and 1. */
export function render(
  method: string,
  params: object,
): { verb: "GET" | "POST" | "PUT" | "DELETE"; path: string; form: URLSearchParams } {
  const form = new URLSearchParams();
  const inPath = new Map<string, string>();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    const text = typeof value === "boolean" ? (value ? "1" : "0") : String(value);
    if (method.includes(`{${name}}`)) inPath.set(name, encodeURIComponent(text));
    else form.set(name, text);
  }
  const [verb, template = ""] = method.split(" ", 2);
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = inPath.get(name);
    if (!value) throw new Error(`${method} needs '${name}'`);
    return value;
  });
  return { verb: z.enum(["GET", "POST", "PUT", "DELETE"]).parse(verb), path, form };
}

function answer<M extends Method>(
  method: M,
  write: boolean,
  status: number,
  statusText: string,
  text: string,
): Answers[M] {
  let parsed: z.output<typeof body> | undefined;
  try {
    parsed = body.parse(JSON.parse(text));
  } catch {
    parsed = undefined;
  }
  if (status >= 400) {
    const said = [statusText.trim(), parsed?.message?.trim()].filter((part): part is string => Boolean(part));
    const reason = [...new Set(said)].join(": ") || `HTTP ${status}`;
    const outcome: Outcome = write && isProxyFailure(status) ? "unknown" : "refused";
    throw new ProxmoxError({ method, outcome, status, reason, ...(parsed?.errors ? { fields: parsed.errors } : {}) });
  }
  const schema: z.ZodType = answers[method];
  const data = schema.safeParse(parsed?.data);
  // The compiler cannot follow a table of schemas by its key; this is what the schema of this very method has let through.
  if (parsed && data.success) return data.data as Answers[M];
  // What arrived is not what Proxmox sends: a proxy's page, or half an answer.
  throw new ProxmoxError({
    method,
    outcome: write ? "unknown" : "refused",
    status,
    reason: "the answer is not one of Proxmox VE",
  });
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

function outcomeOf(error: unknown, write: boolean): Outcome {
  if (error instanceof errors.ConnectTimeoutError || UNSENT.has(codeOf(error))) return "unsent";
  return write ? "unknown" : "unsent";
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "network error";
  return error.message || codeOf(error) || error.name;
}
