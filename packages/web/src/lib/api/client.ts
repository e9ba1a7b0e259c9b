import { createClient } from "@hostwright/sdk";
import { askStepUp } from "../step-up.ts";
import { leaveSupport } from "../support.ts";
import { type Problem, RequestProblem, toProblem } from "./problem.ts";

/** The API through our own origin, which adds the session. Only in the browser. */
export const api = createClient({ baseUrl: "/api" });

/** Copies of the writes under way: one that is refused until the person has proved who they are is sent again as it was. */
const underWay = new Map<string, Request>();
api.use({
  onRequest({ request, id }) {
    if (request.method !== "GET") underWay.set(id, request.clone());
  },
  async onResponse({ response, id }) {
    const copy = underWay.get(id);
    underWay.delete(id);
    if (!copy || response.status !== 403 || !(await asksForProof(response.clone()))) return undefined;
    return (await askStepUp()) ? fetch(copy) : undefined;
  },
  onError({ id }) {
    underWay.delete(id);
  },
});

async function asksForProof(response: Response): Promise<boolean> {
  const body: unknown = await response.json().catch(() => null);
  return toProblem(response.status, body, response.headers).code === "step_up_required";
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's body, or a thrown RequestProblem; ends up at sign-in when the session is over. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (cause) {
    throw new RequestProblem(offline, { cause });
  }
  if (answer.data !== undefined && answer.response.ok) return answer.data;
  if (answer.response.status === 401) leave(answer.response.headers.get("x-support-over"));
  throw new RequestProblem(toProblem(answer.response.status, answer.error, answer.response.headers));
}

const offline: Problem = {
  status: 0,
  code: "unreachable",
  message: "The dashboard did not answer.",
  fields: [],
  action: undefined,
  requestId: undefined,
  retryAfter: undefined,
};

let leaving = false;
function leave(supported: string | null): void {
  if (leaving) return;
  leaving = true;
  if (supported) {
    leaveSupport(supported);
    return;
  }
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?${new URLSearchParams({ next: here, ended: "1" })}`);
}

/** A key for one intended change: repeats of the same intention use the same one. */
export function newIdempotencyKey(): string {
  // randomUUID is missing on plain http beyond this machine.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
