import { type Actor, type App, AppError, execute, newId, type Origin } from "@hostwright/core/kernel";
import { type Claim, claimKey, dropClaim, keepAnswer, keepRefusal } from "@hostwright/core/kernel/idempotency";
import middy from "@middy/core";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { z } from "zod";
import { actorOf, originOf } from "./caller.ts";
import { checkForAttacks } from "./checks/check.ts";
import { commonHeaders, preflight, refuseLargeHeaders } from "./checks/headers.ts";
import { inTime } from "./in-time.ts";
import { readInput } from "./input.ts";
import { type LimitHeaders, limitActor, limitNowhere, limitOpen, limitStranger } from "./limits.ts";
import { errorBody, errorResponse, type Response, replay, toResponse } from "./respond.ts";
import { type Route, routeKey } from "./route.ts";

/** The error for a request that no route matches. */
type Unmatched = (method: string, path: string) => AppError;
const noRoute: Unmatched = () => new AppError("not_found", "there is no such route");

/** A Lambda that answers a context's routes: API Gateway has matched the route and split the path. */
export function apiHandler(app: () => App, routes: readonly Route[], unmatched = noRoute) {
  const byKey = new Map(routes.map((one) => [routeKey(one), one]));
  return middy<APIGatewayProxyEventV2, Response>().handler(async (event, context) => {
    const started = performance.now();
    const requestId = newId("req", new Date());
    const { log, config } = app();
    const limits: LimitHeaders = {};
    let response: Response;
    let crash: unknown;
    try {
      response = await inTime(context, (signal) =>
        answer(app(), byKey.get(event.routeKey) ?? unmatched, { event, requestId, signal }, limits),
      );
    } catch (error) {
      if (!(error instanceof AppError)) crash = error;
      response = errorResponse(error, requestId);
    }
    const { method, path } = event.requestContext.http;
    response.headers = { ...commonHeaders(config, event), ...response.headers, ...limits };
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

interface Asked {
  event: APIGatewayProxyEventV2;
  requestId: string;
  /** Aborted when the Lambda's time is nearly over. */
  signal: AbortSignal;
}

async function answer(
  app: App,
  route: Route | Unmatched,
  { event, requestId, signal }: Asked,
  limits: LimitHeaders,
): Promise<Response> {
  const origin = originOf(app, event);
  const asked = preflight(app.config, event);
  if (asked) return asked;
  const { method, path } = event.requestContext.http;
  if (typeof route === "function") {
    limitNowhere(app, origin.address, limits);
    checkForAttacks(app, event, undefined, { requestId, origin, actor: null });
    throw route(method, path);
  }
  const { actor, input, body } = await admit(app, route, event, origin, limits);
  checkForAttacks(app, event, body === "" ? undefined : input, { requestId, origin, actor });
  const call = { app, actor, requestId, origin, signal };
  const key = route.idempotent ? idempotencyKey(event) : undefined;
  if (key === undefined) return toResponse(route, await execute(call, route.operation, input), requestId, event);

  const outcome = await claimKey(app, { actor, route: routeKey(route), key, body: `${event.rawPath}\n${body}` });
  if ("answer" in outcome) return replay(route, outcome.answer, requestId);
  return answerOnce(app, route, outcome.claim, requestId, event, (keep) => execute(call, route.operation, input, keep));
}

/** Who sends it and what they send, once their limits let it pass. Whatever is wrong with it, it has been counted. */
async function admit(
  app: App,
  route: Route,
  event: APIGatewayProxyEventV2,
  origin: Origin,
  limits: LimitHeaders,
): Promise<{ actor: Actor; input: unknown; body: string }> {
  const { address } = origin;
  refuseLargeHeaders(event);
  if (!route.open) {
    const actor = await actorOf(app, event, origin).catch(async (error: unknown) => {
      await limitStranger(app, address, limits);
      throw error;
    });
    await limitActor(app, actor, address, limits);
    return { actor, ...readInput(route, event) };
  }
  // An open route looks at no token: who refreshes an expired one sends it along.
  const actor: Actor = { type: "anonymous" };
  await limitOpen(app, route, address, limits);
  return { actor, ...readInput(route, event) };
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
