import type { Problem } from "@/lib/api/problem.ts";
import { sentence } from "@/lib/explain.ts";
import { RequestId } from "../problem-notice.tsx";
import { Banner } from "../ui/banner.tsx";

/** Why signing in did not work; `mismatch` is what to say where what was shown is wrong. */
export function SignInProblem({
  problem,
  mismatch = { title: "Email and password do not match", advice: "Check both and try again." },
}: {
  problem: Problem;
  mismatch?: { title: string; advice: string };
}) {
  if (problem.code === "unauthorized")
    return (
      <Banner look="bad" alert title={mismatch.title}>
        {mismatch.advice}
      </Banner>
    );
  if (problem.code === "forbidden")
    return (
      <Banner look="warn" alert title="Your account belongs to no tenant any more">
        Create an account with the same address to open one of your own, or ask a colleague for an invitation.
      </Banner>
    );
  if (problem.code === "provider_required")
    return (
      <Banner look="warn" alert title="Operators have a sign-in of their own">
        Passwords and passkeys do not open the operators' half here. Use Staff sign-in below.
      </Banner>
    );
  if (problem.code === "rate_limit_exceeded")
    return (
      <Banner look="warn" alert title="Too many attempts">
        Wait {waitOf(problem.retryAfter)}, then try again. Your servers are not affected.
      </Banner>
    );
  return (
    <Banner look="bad" alert title="Signing in did not work">
      {sentence(problem.message)} Your servers keep running. Try again in a minute.
      <RequestId id={problem.requestId} />
    </Banner>
  );
}

function waitOf(seconds: number | undefined): string {
  if (!seconds) return "a minute";
  if (seconds < 90) return seconds === 1 ? "a second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
