"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { cancelEmailChange, changeEmail, type Profile } from "@/lib/api/people.ts";
import { fieldError, isFieldError } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Section } from "../ui/card.tsx";
import { Field, Input } from "../ui/field.tsx";

/** The address changes when the letters to both, the present and the new one, have been answered. */
export function AddressSection({ profile }: { profile: Profile }) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["profile"] });
  const change = useMutation({ mutationFn: changeEmail, onSettled });
  const cancel = useMutation({
    mutationFn: cancelEmailChange,
    onSuccess: () => toast.success("The address stays as it is"),
    onSettled,
  });
  const pending = profile.email_change;
  return (
    <Section title="Email address">
      <div className="flex flex-col gap-4">
        <p className="text-sm">
          You sign in as <strong className="font-medium">{profile.email}</strong>.
        </p>
        {pending ? (
          <Banner
            look="info"
            title={`Changing to ${pending.email}`}
            actions={
              <Button size="sm" busy={cancel.isPending} onClick={() => cancel.mutate()}>
                Give up the change
              </Button>
            }
          >
            {missing(pending)} The links work for 24 hours.
          </Banner>
        ) : (
          <form
            className="flex flex-col gap-4"
            onSubmit={(event) => {
              event.preventDefault();
              const form = new FormData(event.currentTarget);
              change.mutate({ email: String(form.get("email")), password: String(form.get("password")) });
            }}
          >
            {change.error && !isFieldError(change.error) && <ProblemNotice error={change.error} />}
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label="New address" error={fieldError(change.error, "email")}>
                {(wiring) => <Input {...wiring} name="email" type="email" autoComplete="off" required />}
              </Field>
              <Field label="Your password" error={fieldError(change.error, "password")}>
                {(wiring) => (
                  <Input {...wiring} name="password" type="password" autoComplete="current-password" required />
                )}
              </Field>
            </div>
            <div>
              <Button type="submit" busy={change.isPending}>
                Change address
              </Button>
            </div>
          </form>
        )}
        {cancel.error && <ProblemNotice error={cancel.error} />}
      </div>
    </Section>
  );
}

function missing({ old_confirmed, new_confirmed }: NonNullable<Profile["email_change"]>): string {
  if (old_confirmed) return "Your present address has confirmed; now open the letter to the new one.";
  if (new_confirmed) return "The new address has confirmed; now open the letter to the present one.";
  return "Open the letters to both addresses, the present and the new one.";
}
