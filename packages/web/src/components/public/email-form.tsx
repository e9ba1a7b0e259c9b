"use client";

import { useState } from "react";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Field, Input } from "../ui/field.tsx";
import { OpenProblem } from "./open-problem.tsx";
import { useLive } from "./use-letter-token.ts";
import { useOpenForm } from "./use-open-form.ts";

/** Asks for an address and says that a letter is on its way, whoever it belongs to. */
export function EmailForm({ path, action, sent }: { path: "register" | "reset"; action: string; sent: string }) {
  const live = useLive();
  const [to, setTo] = useState<string>();
  const { submit, problem, busy, fieldError } = useOpenForm(path, (_answer, form) => setTo(String(form.get("email"))));
  if (to !== undefined)
    return (
      <Banner look="info" title="Look into your mailbox">
        {sent.replace("{address}", to)} If nothing comes within a few minutes, look among unwanted mail.
      </Banner>
    );
  return (
    <form onSubmit={submit()} className="flex flex-col gap-4">
      <OpenProblem problem={problem} />
      <Field label="Email" error={fieldError("email")}>
        {(wiring) => (
          <Input {...wiring} className="h-10" name="email" type="email" autoComplete="email" required autoFocus />
        )}
      </Field>
      <Button type="submit" look="primary" size="lg" busy={busy} disabled={!live}>
        {action}
      </Button>
    </form>
  );
}
