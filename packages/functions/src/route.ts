import type { Command, Query } from "@hostwright/core/kernel";
import type { z } from "zod";

/**
 * One route: what API Gateway, the local server and `openapi/v1.json` know of it. The operation's input is one flat
 * object: its fields named in the path come from there, the rest from the query (GET, DELETE) or the body.
 */
export interface Route {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** `/v1/servers/{id}` */
  path: string;
  operation: Command<z.ZodType, unknown> | Query<z.ZodType, unknown>;
  status: 200 | 201 | 202 | 204;
  answer: z.ZodType;
  tag: string;
  summary: string;
  description?: string;
  /** The answer holds something shown once: kept encrypted for a repeated request. */
  secret?: boolean;
  /** No token needed. */
  open?: boolean;
  /** A document of its own, sent as it is and left out of the API's description: its headers, `content-type` among them. */
  document?: Record<string, string>;
  /** Signing in has no idempotency keys. */
  idempotent: boolean;
  pathFields: string[];
}

interface Spec<O> {
  status?: Route["status"];
  /** Checked against what the operation really answers. */
  answer: z.ZodType<unknown, O>;
  tag: string;
  summary: string;
  description?: string;
  secret?: boolean;
  open?: boolean;
  document?: Record<string, string>;
}

type Signature = `${Route["method"]} /${string}`;

/** Declares a route: `route("POST /v1/servers", createServer, {…})`. */
export function route<I extends z.ZodType, O>(
  signature: Signature,
  operation: Command<I, O> | Query<I, O>,
  spec: Spec<O>,
): Route {
  const [method = "", path = ""] = signature.split(" ");
  if (!isMethod(method)) throw new Error(`${signature}: unknown method`);
  return {
    ...spec,
    method,
    path,
    operation,
    status: spec.status ?? 200,
    idempotent: method === "POST" && !path.startsWith("/v1/auth/"),
    pathFields: [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""),
  };
}

const isMethod = (value: string): value is Route["method"] => /^(GET|POST|PATCH|PUT|DELETE)$/.test(value);

export const routeKey = (one: { method: string; path: string }): string => `${one.method} ${one.path}`;
