import { type Problem, toProblem } from "./api/problem.ts";
import { entryOf } from "./session/next-path.ts";

/** What a step of signing in led to. */
export type Step =
  | { operator: boolean }
  | { secondFactor: { factors: string[]; passkeyOptions: object | null } }
  | { problem: Problem };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Sends a step to the dashboard's server, which keeps tokens and challenges in cookies. */
export async function signInStep(path: string, body: object): Promise<Step> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    const error = { code: "maintenance", message: "the dashboard did not answer" };
    return { problem: toProblem(503, { error }, new Headers()) };
  }
  const said: unknown = await answer.json().catch(() => null);
  if (!answer.ok || !isRecord(said)) return { problem: toProblem(answer.status, said, answer.headers) };
  if (!isRecord(said.second_factor)) return { operator: said.operator === true };
  const { factors, passkey_options } = said.second_factor;
  return {
    secondFactor: {
      factors: Array.isArray(factors) ? factors.filter((one) => typeof one === "string") : [],
      passkeyOptions: isRecord(passkey_options) ? passkey_options : null,
    },
  };
}

/** What the browser is to ask for, where somebody signs in with a passkey alone. */
export async function passkeyOptions(): Promise<object | { problem: Problem }> {
  const answer = await fetch("/auth/passkey/options", { method: "POST" });
  const said: unknown = await answer.json().catch(() => null);
  if (answer.ok && isRecord(said) && isRecord(said.options)) return said.options;
  return { problem: toProblem(answer.status, said, answer.headers) };
}

/** Opens the half that is theirs, at the page that was asked for where it is in it. */
export const enter = (operator: boolean, next: string | undefined): void =>
  window.location.assign(entryOf(operator, next));

/** Where to go to sign in with one's company, which the address tells, or as an operator. */
export async function beginProviderSignIn(
  who: { email: string } | { operator: true },
  next: string | undefined,
): Promise<{ url: string } | { problem: Problem }> {
  const answer = await fetch("/auth/oidc/start", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...who, next }),
  }).catch(() => undefined);
  const said: unknown = await answer?.json().catch(() => null);
  if (answer?.ok && isRecord(said) && typeof said.url === "string") return { url: said.url };
  const silent = { error: { code: "maintenance", message: "the dashboard did not answer" } };
  return { problem: toProblem(answer?.status ?? 503, answer ? said : silent, answer?.headers ?? new Headers()) };
}
