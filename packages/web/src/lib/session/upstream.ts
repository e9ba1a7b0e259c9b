import type { Schema } from "@hostwright/sdk";
import { NextResponse } from "next/server";

const apiUrl = (): string => process.env.HOSTWRIGHT_API_URL ?? "http://127.0.0.1:4000";

/** API Gateway gives up after 30 s; a little before it, the answer can still be ours. */
const TIMEOUT_MS = 29_000;

/** Calls the API. Throws when it cannot be reached. `path` begins with `/v1/`. */
export const callApi = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${apiUrl()}${path}`, {
    ...init,
    cache: "no-store",
    redirect: "manual",
    signal: init.signal
      ? AbortSignal.any([init.signal, AbortSignal.timeout(TIMEOUT_MS)])
      : AbortSignal.timeout(TIMEOUT_MS),
  });

export const callApiJson = (path: string, body: unknown, init: RequestInit = {}): Promise<Response> =>
  callApi(path, {
    ...init,
    method: "POST",
    headers: { ...init.headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

type Code = Schema<"Error">["error"]["code"];

/** An error in the API's own shape, for what goes wrong before the API answers. */
export const problem = (status: number, code: Code, message: string, requestId: string = crypto.randomUUID()) =>
  NextResponse.json(
    { error: { code, message, request_id: requestId } },
    { status, headers: { "cache-control": "no-store", "x-request-id": requestId } },
  );

export const unreachable = (cause: unknown) => {
  const requestId = crypto.randomUUID();
  console.error(JSON.stringify({ message: "api unreachable", request_id: requestId, cause: String(cause) }));
  return problem(503, "maintenance", "the API cannot be reached right now", requestId);
};
