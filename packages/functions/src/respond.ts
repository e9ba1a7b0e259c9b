import { AppError } from "@hostwright/core/kernel";
import { isRetryable } from "@hostwright/core/kernel/database/index";
import type { Answer } from "@hostwright/core/kernel/idempotency";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { z } from "zod";
import type { Route } from "./route.ts";

export type Response = APIGatewayProxyStructuredResultV2;

const HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

const ownHeaders = z.record(z.string(), z.string());
/** A document with headers of its own, beside those its route declares. */
const ownDocument = z.object({ text: z.string(), headers: ownHeaders });
/** A file, or where it is to be had just now. */
const ownFile = z.object({ bytes: z.instanceof(Uint8Array), headers: ownHeaders });
const elsewhere = z.object({ url: z.url() });
const withAction = z.object({ action: z.object({ id: z.string() }) });
const withNextPage = z.object({ meta: z.object({ pagination: z.object({ next_cursor: z.string() }) }) });

export function toResponse(route: Route, output: unknown, requestId: string, event: APIGatewayProxyEventV2): Response {
  if (route.document) {
    const file = fileResponse(route.document, output, requestId);
    if (file) return file;
    const own = ownDocument.safeParse(output);
    return {
      statusCode: route.status,
      headers: { ...route.document, ...own.data?.headers, "x-request-id": requestId },
      body: own.data?.text ?? String(output),
    };
  }
  const headers: Record<string, string> = { ...HEADERS, "x-request-id": requestId };
  if (route.status === 202) {
    const started = withAction.safeParse(output);
    if (started.success) headers.location = `/v1/actions/${started.data.action.id}`;
  } else if (route.method === "GET") {
    const page = withNextPage.safeParse(output);
    if (page.success) headers.link = nextLink(event, page.data.meta.pagination.next_cursor);
  }
  return { statusCode: route.status, headers, body: JSON.stringify(output) };
}

function fileResponse(declared: Record<string, string>, output: unknown, requestId: string): Response | undefined {
  const moved = elsewhere.safeParse(output);
  if (moved.success)
    return {
      statusCode: 302,
      headers: { location: moved.data.url, "cache-control": "no-store", "x-request-id": requestId },
    };
  const file = ownFile.safeParse(output);
  if (!file.success) return undefined;
  return {
    statusCode: 200,
    headers: { ...declared, ...file.data.headers, "x-request-id": requestId },
    isBase64Encoded: true,
    body: Buffer.from(file.data.bytes).toString("base64"),
  };
}

function nextLink(event: APIGatewayProxyEventV2, cursor: string): string {
  const query = new URLSearchParams(event.rawQueryString);
  query.set("cursor", cursor);
  return `<${event.rawPath}?${query}>; rel="next"`;
}

export function replay(route: Route, { status, body }: Answer, requestId: string): Response {
  const headers: Record<string, string> = { ...HEADERS, "x-request-id": requestId, "idempotency-replayed": "true" };
  const started = route.status === status ? withAction.safeParse(body) : undefined;
  if (started?.success) headers.location = `/v1/actions/${started.data.action.id}`;
  return { statusCode: status, headers, body: JSON.stringify(body) };
}

export const errorBody = ({ code, message, details }: AppError, requestId: string) => ({
  error: { code, message, ...(details ? { details } : {}), request_id: requestId },
});

/** Any error as the API's one error shape. What is not an AppError tells the caller its request id and nothing else. */
export function errorResponse(error: unknown, requestId: string): Response {
  const shown = error instanceof AppError ? error : unforeseen(error);
  const headers: Record<string, string> = { ...HEADERS, "x-request-id": requestId };
  if (shown.retryAfter !== undefined) headers["retry-after"] = String(shown.retryAfter);
  if (shown.allow !== undefined) headers.allow = shown.allow.join(", ");
  if (shown.code === "unauthorized") headers["www-authenticate"] = "Bearer";
  return { statusCode: shown.status, headers, body: JSON.stringify(errorBody(shown, requestId)) };
}

/** A database that is away or too busy is not a defect: the same request may succeed in a moment. */
function unforeseen(error: unknown): AppError {
  if (isRetryable(error))
    return new AppError("maintenance", "the database does not answer; nothing was changed", undefined, {
      retryAfter: 2,
    });
  return new AppError("internal_error", "something went wrong on our side; tell us the request id");
}
