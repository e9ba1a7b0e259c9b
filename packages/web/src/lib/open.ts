import { type Problem, toProblem } from "./api/problem.ts";

export type Answered = { body: Record<string, unknown> } | { problem: Problem };

const silent = { error: { code: "maintenance", message: "the dashboard did not answer" } };

/** Asks what is open to people without a session: `/v1/auth/<path>`. */
export async function askOpen(path: string, body?: object): Promise<Answered> {
  return ask(`/auth/open/${path}`, body);
}

/** Signs in with cookies. */
export const signInWith = (email: string, password: string): Promise<Answered> =>
  ask("/auth/login", { email, password });

async function ask(url: string, body?: object): Promise<Answered> {
  try {
    const answer = await fetch(
      url,
      body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
    );
    const value: unknown = await answer.json().catch(() => null);
    if (!answer.ok) return { problem: toProblem(answer.status, value, answer.headers) };
    return { body: typeof value === "object" && value !== null ? { ...value } : {} };
  } catch {
    return { problem: toProblem(503, silent, new Headers()) };
  }
}
