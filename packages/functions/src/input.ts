import { AppError, invalidField } from "@hostwright/core/kernel";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Route } from "./route.ts";

/** Bodies up to 5 MB: Lambda takes 6. */
export const BODY_LIMIT = 5 * 1024 * 1024;
const URL_LIMIT = 2048;
/** Deeper and longer JSON than any of our shapes; refused before every value of it is looked at. */
const DEPTH_LIMIT = 20;
const VALUES_LIMIT = 10_000;

/** The operation's flat input from path, query and body, and the body as it came (for its idempotency hash). */
export function readInput(route: Route, event: APIGatewayProxyEventV2): { input: unknown; body: string } {
  if (event.rawPath.length + event.rawQueryString.length > URL_LIMIT)
    throw new AppError("uri_too_long", `the URL is longer than ${URL_LIMIT} characters`);
  const path = event.pathParameters ?? {};
  const body = readBody(event);
  if (route.method === "GET" || route.method === "DELETE") {
    if (body !== "") throw invalidField("body", `a ${route.method} request has no body`);
    return { input: merge(route, queryOf(event), path), body };
  }
  if (event.rawQueryString !== "") {
    const [first = ""] = new URLSearchParams(event.rawQueryString).keys();
    throw invalidField(first, "unknown query parameter");
  }
  return { input: merge(route, parseBody(event, body), path), body };
}

/** Path fields come from the path alone: given elsewhere too, they are unknown fields. */
function merge(route: Route, given: Record<string, unknown>, path: Record<string, string | undefined>): unknown {
  for (const name of route.pathFields) if (Object.hasOwn(given, name)) throw invalidField(name, "unknown field");
  const input = { ...given, ...path };
  refuseUnusable(input);
  return input;
}

function queryOf(event: APIGatewayProxyEventV2): Record<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
    if (query.has(name)) throw invalidField(name, "given more than once");
    query.set(name, value);
  }
  return Object.fromEntries(query);
}

function readBody(event: APIGatewayProxyEventV2): string {
  const raw = event.body ?? "";
  const bytes = event.isBase64Encoded ? Buffer.from(raw, "base64") : Buffer.from(raw, "utf8");
  if (bytes.length > BODY_LIMIT)
    throw new AppError("payload_too_large", "the body is larger than 5 MB", {
      fields: [{ name: "body", messages: ["at most 5 MB"] }],
    });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw invalidField("body", "not UTF-8");
  }
}

function parseBody(event: APIGatewayProxyEventV2, body: string): Record<string, unknown> {
  const type = event.headers["content-type"];
  if (body === "" && type === undefined) return {};
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type ?? ""))
    throw new AppError("unsupported_media_type", "the body must be application/json", {
      fields: [{ name: "Content-Type", messages: ["must be application/json"] }],
    });
  if (body === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw invalidField("body", error instanceof Error ? `not JSON: ${error.message}` : "not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalidField("body", "not a JSON object");
  return { ...value };
}

/**
 * Names the field where it is what no shape of ours means by it and no database takes: NUL and lone surrogates in text
 * (PostgreSQL refuses both in `text` and `jsonb`), `__proto__`, which schemas pass over, and nesting or numbers of values
 * that only cost time.
 */
function refuseUnusable(input: object): void {
  let values = 0;
  const look = (value: unknown, path: string[]): void => {
    if (++values > VALUES_LIMIT) throw invalidField(path[0] ?? "body", `more than ${VALUES_LIMIT} values`);
    if (typeof value === "string") {
      if (!isText(value)) throw invalidField(path.join("."), "not text: it holds NUL or half a character");
    } else if (typeof value === "object" && value !== null) {
      if (path.length === DEPTH_LIMIT)
        throw invalidField(path[0] ?? "body", `nested deeper than ${DEPTH_LIMIT} levels`);
      for (const [key, one] of Object.entries(value)) {
        const inside = [...path, key];
        if (key === "__proto__" || !isText(key)) throw invalidField(inside.join("."), "unknown field");
        look(one, inside);
      }
    }
  };
  look(input, []);
}

const isText = (value: string): boolean => !value.includes("\0") && value.isWellFormed();
