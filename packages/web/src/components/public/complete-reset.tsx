"use client";

import { signInWith } from "@/lib/open.ts";
import { Button } from "../ui/button.tsx";
import { ExpiredLink, OpenProblem } from "./open-problem.tsx";
import { NewPasswordField } from "./password-field.tsx";
import { useLetterToken } from "./use-letter-token.ts";
import { useOpenForm } from "./use-open-form.ts";

const AGAIN = { href: "/reset-password", title: "Ask for a new one." };

export function CompleteReset() {
  const token = useLetterToken();
  const { submit, problem, busy, fieldError } = useOpenForm("reset/complete", async ({ email }, form) => {
    // Who has a second factor, or sees an operator's half, goes on from the sign-in page.
    const answer = await signInWith(String(email), String(form.get("password")));
    window.location.assign("body" in answer && answer.body.operator === false ? "/servers" : "/sign-in");
  });
  if (token === "") return <ExpiredLink again={AGAIN} />;
  return (
    <form onSubmit={submit({ token })} className="flex flex-col gap-4">
      <OpenProblem problem={problem} again={AGAIN} />
      <NewPasswordField label="New password" error={fieldError("password")} />
      <Button type="submit" look="primary" size="lg" busy={busy} disabled={token === undefined}>
        Set password
      </Button>
    </form>
  );
}
