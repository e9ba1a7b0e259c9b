"use client";

import { Field, Input } from "../ui/field.tsx";

/** A password that is chosen, not one that is known. */
export function NewPasswordField({
  label = "Password",
  error,
  className = "h-10",
}: {
  label?: string;
  error: string | undefined;
  className?: string;
}) {
  return (
    <Field
      label={label}
      error={error}
      hint="At least 12 characters. A few words that have nothing to do with each other are easy to keep and hard to guess."
    >
      {(wiring) => (
        <Input
          {...wiring}
          className={className}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={12}
          maxLength={1024}
          required
        />
      )}
    </Field>
  );
}
