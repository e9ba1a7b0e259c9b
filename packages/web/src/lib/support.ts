import { type Problem, toProblem } from "./api/problem.ts";
import { askStepUp } from "./step-up.ts";
import { tellOtherTabs } from "./switch-tenant.ts";

interface Wish {
  tenant: string;
  user: string;
  reason: string;
  minutes: number;
}

const ask = (wish: Wish): Promise<Response> =>
  fetch("/auth/support", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wish),
  });

/** Begins to act in a customer's place, and goes to their servers; what was refused otherwise. */
export async function startSupport(wish: Wish): Promise<Problem | undefined> {
  let answer = await ask(wish);
  let problem = await problemIn(answer);
  if (problem?.code === "step_up_required" && (await askStepUp())) {
    answer = await ask(wish);
    problem = await problemIn(answer);
  }
  if (problem) return problem;
  tellOtherTabs();
  // Everything of the operator's half leaves the memory with the page.
  window.location.assign("/servers");
  return undefined;
}

async function problemIn(answer: Response): Promise<Problem | undefined> {
  if (answer.ok) return undefined;
  return toProblem(answer.status, await answer.json().catch(() => null), answer.headers);
}

/** Ends it early; whether that worked. */
export async function endSupport(tenant: string): Promise<boolean> {
  const answer = await fetch("/auth/support", { method: "DELETE" }).catch(() => undefined);
  if (!answer?.ok) return false;
  leaveSupport(tenant, "ended");
  return true;
}

/** Back on the operator's page about that tenant, which says what has happened. */
export function leaveSupport(tenant: string, how: "ended" | "over" = "over"): void {
  tellOtherTabs();
  window.location.assign(`/operator/tenants/${encodeURIComponent(tenant)}?support=${how}`);
}
