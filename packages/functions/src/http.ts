import { actorOfKey, actorOfToken, isApiKey } from "@hostwright/core/identity";
import { type Actor, type App, AppError, execute, newId, type Origin } from "@hostwright/core/kernel";
import { isRetryable } from "@hostwright/core/kernel/database/index";
import {
  type Answer,
  type Claim,
  claimKey,
  dropClaim,
  keepAnswer,
  keepRefusal,
} from "@hostwright/core/kernel/idempotency";
import middy from "@middy/core";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { z } from "zod";
import { readInput } from "./input.ts";
import { type Route, routeKey } from "./route.ts";

type Response = APIGatewayProxyStructuredResultV2;

/** The error for a request that no route matches. */
type Unmatched = (method: string, path: string) => AppError;
const noRoute: Unmatched = () => new AppError("not_found", "there is no such route");

/** A Lambda that answers a context's routes: API Gateway has matched the route and split the path. */
export function apiHandler(app: () => App, routes: readonly Route[], unmatched = noRoute) {
  const byKey = new Map(routes.map((one) => [routeKey(one), one]));
  return middy<APIGatewayProxyEventV2, Response>().handler(async (event) => {
    const started = performance.now();
    const requestId = newId("req", new Date());
    const { log } = app();
    let response: Response;
    let crash: unknown;
    try {
      response = await answer(app(), byKey.get(event.routeKey) ?? unmatched, event, requestId);
    } catch (error) {
      if (!(error instanceof AppError)) crash = error;
      response = errorResponse(error, requestId);
    }
    const { method, path } = event.requestContext.http;
    const fields = {
      request_id: requestId,
      method,
      path,
      status: response.statusCode,
      ms: Math.round((performance.now() - started) * 10) / 10,
    };
    if (crash) log.error("request crashed", { ...fields, error: crash instanceof Error ? crash.stack : String(crash) });
    else log.info("request", fields);
    return response;
  });
}

async function answer(
  app: App,
  route: Route | Unmatched,
  event: APIGatewayProxyEventV2,
  requestId: string,
): Promise<Response> {
  const secret = app.config.HOSTWRIGHT_ORIGIN_SECRET;
  if (secret && event.headers["x-origin-secret"] !== secret)
    throw new AppError("forbidden", "requests come through the public address only");
  const { method, path } = event.requestContext.http;
  if (typeof route === "function") throw route(method, path);
  // An open route looks at no token: who refreshes an expired one sends it along.
  const origin = originOf(app, event);
  const actor: Actor = route.open ? { type: "anonymous" } : await actorOf(app, event, origin);
  const { input, body } = readInput(route, event);
  const call = { app, actor, requestId, origin };
  const key = route.idempotent ? idempotencyKey(event) : undefined;
  if (key === undefined) return toResponse(route, await execute(call, route.operation, input), requestId, event);

  const outcome = await claimKey(app, { actor, route: routeKey(route), key, body: `${event.rawPath}\n${body}` });
  if ("answer" in outcome) return replay(route, outcome.answer, requestId);
  return answerOnce(app, route, outcome.claim, requestId, event, (keep) => execute(call, route.operation, input, keep));
}

type Keep = (ctx: Parameters<typeof keepAnswer>[0], output: unknown) => Promise<void>;

/** Runs a claimed request and keeps its answer: with the command's transaction, or, for a refusal, right after it. */
async function answerOnce(
  app: App,
  route: Route,
  claim: Claim,
  requestId: string,
  event: APIGatewayProxyEventV2,
  run: (keep: Keep) => Promise<unknown>,
): Promise<Response> {
  try {
    const output = await run((ctx, result) =>
      keepAnswer(ctx, claim, { status: route.status, body: result }, route.secret ?? false),
    );
    return toResponse(route, output, requestId, event);
  } catch (error) {
    if (error instanceof AppError && error.status < 500 && error.status !== 429)
      await keepRefusal(app, claim, { status: error.status, body: errorBody(error, requestId) });
    else await dropClaim(app, claim);
    throw error;
  }
}

const USER_AGENT_LIMIT = 255;

/** Behind CloudFront the connection is the edge's; the edge says whose it was, and the origin secret that it is the edge. */
function originOf(app: App, event: APIGatewayProxyEventV2): Origin {
  const { headers } = event;
  const atEdge = app.config.HOSTWRIGHT_ORIGIN_SECRET !== undefined;
  const country = atEdge ? headers["cloudfront-viewer-country"] : undefined;
  return {
    address: (atEdge && headers["x-viewer-address"]) || event.requestContext.http.sourceIp,
    userAgent: headers["user-agent"]?.slice(0, USER_AGENT_LIMIT) || null,
    country: country && /^[A-Z]{2}$/.test(country) ? country : null,
  };
}

const bearer = /^Bearer (hwk_[\w-]{43}|[\w-]+\.[\w-]+\.[\w-]+)$/i;

async function actorOf(app: App, event: APIGatewayProxyEventV2, { address }: Origin): Promise<Actor> {
  const header = event.headers.authorization;
  if (header === undefined) throw new AppError("unauthorized", "sign in first");
  const token = bearer.exec(header)?.[1];
  if (!token) throw new AppError("unauthorized", "the Authorization header must be 'Bearer <access token or API key>'");
  return isApiKey(token) ? actorOfKey(app, token, address) : actorOfToken(app, token);
}

const keyShape = z.string().regex(/^[\x21-\x7e]{1,255}$/);

function idempotencyKey(event: APIGatewayProxyEventV2): string | undefined {
  const given = event.headers["idempotency-key"];
  if (given === undefined) return undefined;
  const key = keyShape.safeParse(given);
  if (key.success) return key.data;
  throw new AppError("invalid_input", "invalid input in header 'Idempotency-Key'", {
    fields: [{ name: "Idempotency-Key", messages: ["1 to 255 printable ASCII characters without blanks"] }],
  });
}

const HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

/** A document with headers of its own, beside those its route declares. */
const ownDocument = z.object({ text: z.string(), headers: z.record(z.string(), z.string()) });
const withAction = z.object({ action: z.object({ id: z.string() }) });
const withNextPage = z.object({ meta: z.object({ pagination: z.object({ next_cursor: z.string() }) }) });

function toResponse(route: Route, output: unknown, requestId: string, event: APIGatewayProxyEventV2): Response {
  if (route.document) {
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

function nextLink(event: APIGatewayProxyEventV2, cursor: string): string {
  const query = new URLSearchParams(event.rawQueryString);
  query.set("cursor", cursor);
  return `<${event.rawPath}?${query}>; rel="next"`;
}

function replay(route: Route, { status, body }: Answer, requestId: string): Response {
  const headers: Record<string, string> = { ...HEADERS, "x-request-id": requestId, "idempotency-replayed": "true" };
  const started = route.status === status ? withAction.safeParse(body) : undefined;
  if (started?.success) headers.location = `/v1/actions/${started.data.action.id}`;
  return { statusCode: status, headers, body: JSON.stringify(body) };
}

const errorBody = ({ code, message, details }: AppError, requestId: string) => ({
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
