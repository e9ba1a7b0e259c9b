import { AppError, invalidField } from "@hostwright/core/kernel";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Route } from "./route.ts";

/** Bodies up to 5 MB: Lambda takes 6. */
export const BODY_LIMIT = 5 * 1024 * 1024;
const URL_LIMIT = 2048;
/** Deeper JSON than any of our shapes; refused before it costs a deep recursion. */
const DEPTH_LIMIT = 20;

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
  return { ...given, ...path };
}

function queryOf(event: APIGatewayProxyEventV2): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
    if (Object.hasOwn(query, name)) throw invalidField(name, "given more than once");
    query[name] = value;
  }
  return query;
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
  if (!/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(type ?? ""))
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
  refuseDepth(value, DEPTH_LIMIT);
  return { ...value };
}

function refuseDepth(value: unknown, left: number): void {
  if (left === 0) throw invalidField("body", `nested deeper than ${DEPTH_LIMIT} levels`);
  if (typeof value === "object" && value !== null) for (const one of Object.values(value)) refuseDepth(one, left - 1);
}
