"use client";

import dynamic from "next/dynamic";
import { type FormEvent, useRef, useState } from "react";
import type { Problem } from "@/lib/api/problem.ts";
import { enter, type Step, signInStep } from "@/lib/sign-in.ts";
import { Button } from "../ui/button.tsx";
import { Field, Input } from "../ui/field.tsx";
import { SignInProblem } from "./sign-in-problem.tsx";

/** Only the browser knows whether it has passkeys; most do, and the page does not move when the button comes. */
const PasskeyButton = dynamic(() => import("./passkey-button.tsx"), {
  ssr: false,
  loading: () => <div aria-hidden className="h-26" />,
});
const CompanyButton = dynamic(() => import("./company-button.tsx"));
const StaffButton = dynamic(() => import("./staff-button.tsx"));
const FactorStep = dynamic(() => import("./factor-step.tsx"), { ssr: false });

/** Operators and customers sign in alike; the answer says which half to open, or which factor is still asked for. */
export function SignInForm({ next, staff }: { next: string | undefined; staff: boolean }) {
  const [problem, setProblem] = useState<Problem>();
  const emailField = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [factor, setFactor] = useState<Extract<Step, { secondFactor: unknown }>["secondFactor"]>();

  function follow(step: Step) {
    setProblem(undefined);
    if ("operator" in step) return enter(step.operator, next);
    setBusy(false);
    if ("secondFactor" in step) setFactor(step.secondFactor);
    else setProblem(step.problem);
  }

  async function signIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    follow(await signInStep("/auth/login", { email: form.get("email"), password: form.get("password") }));
  }

  if (factor) return <FactorStep {...factor} onStep={follow} onBack={() => setFactor(undefined)} />;
  const fieldError = (name: string) => problem?.fields.find((field) => field.name === name)?.messages[0];
  return (
    <div className="flex flex-col gap-4">
      <form onSubmit={signIn} className="flex flex-col gap-4">
        {problem && problem.fields.length === 0 && <SignInProblem problem={problem} />}
        <Field label="Email" error={fieldError("email")}>
          {(wiring) => (
            <Input
              {...wiring}
              ref={emailField}
              className="h-10"
              name="email"
              type="email"
              autoComplete="username webauthn"
              required
              autoFocus
            />
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
      <PasskeyButton onStep={follow} />
      <CompanyButton emailField={emailField} next={next} />
      {staff && <StaffButton next={next} />}
    </div>
  );
}
