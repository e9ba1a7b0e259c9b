"use client";

import { type FormEvent, useState } from "react";
import { type Problem, toProblem } from "@/lib/api/problem.ts";
import { sentence } from "@/lib/explain.ts";
import { RequestId } from "./problem-notice.tsx";
import { Banner } from "./ui/banner.tsx";
import { Button } from "./ui/button.tsx";
import { Field, Input } from "./ui/field.tsx";

/** Operators and customers sign in alike; the answer says which half to open. */
export function SignInForm({ next }: { next: string | undefined }) {
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);

  async function signIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await fetch("/auth/login", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: form.get("email"), password: form.get("password") }),
      });
      const body: unknown = await answer.json().catch(() => null);
      if (answer.ok) {
        const operator = typeof body === "object" && body !== null && "operator" in body && body.operator === true;
        const home = operator ? "/operator" : "/servers";
        // A link into the other half of the dashboard is not theirs to follow.
        const fits = next && next !== "/" && next.startsWith("/operator") === operator;
        window.location.assign(fits ? next : home);
        return;
      }
      setProblem(toProblem(answer.status, body, answer.headers));
    } catch {
      setProblem(
        toProblem(503, { error: { code: "maintenance", message: "the dashboard did not answer" } }, new Headers()),
      );
    }
    setBusy(false);
  }

  const fieldError = (name: string) => problem?.fields.find((field) => field.name === name)?.messages[0];
  return (
    <form onSubmit={signIn} className="flex flex-col gap-4">
      {problem && problem.fields.length === 0 && <SignInProblem problem={problem} />}
      <Field label="Email" error={fieldError("email")}>
        {(wiring) => (
          <Input {...wiring} className="h-10" name="email" type="email" autoComplete="username" required autoFocus />
        )}
      </Field>
      <Field label="Password" error={fieldError("password")}>
        {(wiring) => (
          <Input
            {...wiring}
            className="h-10"
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        )}
      </Field>
      <Button type="submit" look="primary" size="lg" busy={busy}>
        {busy ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}

function SignInProblem({ problem }: { problem: Problem }) {
  if (problem.code === "unauthorized")
    return (
      <Banner look="bad" alert title="Email and password do not match">
        Check both and try again.
      </Banner>
    );
  if (problem.code === "rate_limit_exceeded")
    return (
      <Banner look="warn" alert title="Too many attempts">
        Wait {problem.retryAfter ? `${problem.retryAfter} seconds` : "a minute"}, then try again. Your servers are not
        affected.
      </Banner>
    );
  return (
    <Banner look="bad" alert title="Signing in did not work">
      {sentence(problem.message)} Your servers keep running. Try again in a minute.
      <RequestId id={problem.requestId} />
    </Banner>
  );
}
