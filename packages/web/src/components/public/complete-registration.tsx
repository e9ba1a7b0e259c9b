"use client";

import { signInWith } from "@/lib/open.ts";
import { Button } from "../ui/button.tsx";
import { Field, Input } from "../ui/field.tsx";
import { ExpiredLink, OpenProblem } from "./open-problem.tsx";
import { NewPasswordField } from "./password-field.tsx";
import { useLetterToken } from "./use-letter-token.ts";
import { useOpenForm } from "./use-open-form.ts";

const AGAIN = { href: "/register", title: "Ask for a new one." };

/** Who they are, and their password: behind the link in the letter. */
export function CompleteRegistration() {
  const token = useLetterToken();
  const { submit, problem, busy, fieldError } = useOpenForm("register/complete", async ({ email }, form) => {
    await signInWith(String(email), String(form.get("password")));
    window.location.assign("/servers");
  });
  if (token === "") return <ExpiredLink again={AGAIN} />;
  const time_zone = typeof window === "undefined" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <form onSubmit={submit({ token, time_zone })} className="flex flex-col gap-4">
      <OpenProblem problem={problem} again={AGAIN} />
      <Field label="Your name" error={fieldError("name")}>
        {(wiring) => (
          <Input {...wiring} className="h-10" name="name" autoComplete="name" maxLength={100} required autoFocus />
        )}
      </Field>
      <Field
        label="Company"
        hint="Or whatever your servers shall belong to; it can be changed later."
        error={fieldError("tenant")}
      >
        {(wiring) => (
          <Input {...wiring} className="h-10" name="tenant" autoComplete="organization" maxLength={100} required />
        )}
      </Field>
      <NewPasswordField error={fieldError("password")} />
      <Button type="submit" look="primary" size="lg" busy={busy} disabled={token === undefined}>
        Open account
      </Button>
    </form>
  );
}
