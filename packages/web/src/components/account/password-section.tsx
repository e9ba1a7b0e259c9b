"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { changePassword } from "@/lib/api/people.ts";
import { fieldError, isFieldError } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { NewPasswordField } from "../public/password-field.tsx";
import { Button } from "../ui/button.tsx";
import { Section } from "../ui/card.tsx";
import { Field, Input } from "../ui/field.tsx";

/** Whoever is signed in elsewhere as this person has to sign in again afterwards. */
export function PasswordSection({ email }: { email: string }) {
  const [done, setDone] = useState(0);
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      toast.success("Your password is changed; other sessions have ended");
      setDone((count) => count + 1);
    },
  });
  return (
    <Section title="Password">
      <form
        key={done}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          change.mutate({
            current_password: String(form.get("current_password")),
            password: String(form.get("password")),
          });
        }}
      >
        {change.error && !isFieldError(change.error) && <ProblemNotice error={change.error} />}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <Field label="Present password" error={fieldError(change.error, "current_password")}>
          {(wiring) => (
            <Input {...wiring} name="current_password" type="password" autoComplete="current-password" required />
          )}
        </Field>
        <NewPasswordField label="New password" className="h-8" error={fieldError(change.error, "password")} />
        <div>
          <Button type="submit" busy={change.isPending}>
            Change password
          </Button>
        </div>
      </form>
    </Section>
  );
}
