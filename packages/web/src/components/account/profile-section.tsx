"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Profile, updateProfile } from "@/lib/api/people.ts";
import { fieldError, isFieldError } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Section } from "../ui/card.tsx";
import { Field, Input, NativeSelect } from "../ui/field.tsx";

const LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl", "pt", "uk", "tr"];
const nameOf = new Intl.DisplayNames("en", { type: "language" });

export function ProfileSection({ profile }: { profile: Profile }) {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: updateProfile,
    onSuccess: () => toast.success("Saved"),
    onSettled: () => Promise.all(["profile", "me"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  const languages = profile.language ? [...new Set([...LANGUAGES, profile.language])] : LANGUAGES;
  return (
    <Section title="Profile">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const text = (name: string) => String(form.get(name) ?? "");
          save.mutate({
            name: text("name"),
            language: text("language") || null,
            time_zone: text("time_zone") || null,
          });
        }}
      >
        {save.error && !isFieldError(save.error) && <ProblemNotice error={save.error} />}
        <Field label="Name" hint="As colleagues see it." error={fieldError(save.error, "name")}>
          {(wiring) => (
            <Input {...wiring} name="name" autoComplete="name" defaultValue={profile.name} maxLength={100} required />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Language" hint="As you like to be written to." error={fieldError(save.error, "language")}>
            {(wiring) => (
              <NativeSelect {...wiring} name="language" defaultValue={profile.language ?? ""}>
                <option value="">Not said</option>
                {languages.map((one) => (
                  <option key={one} value={one}>
                    {nameOf.of(one)}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
          <Field label="Time zone" error={fieldError(save.error, "time_zone")}>
            {(wiring) => (
              <NativeSelect {...wiring} name="time_zone" defaultValue={profile.time_zone ?? ""}>
                <option value="">The browser's</option>
                {[
                  ...new Set([
                    ...Intl.supportedValuesOf("timeZone"),
                    ...(profile.time_zone ? [profile.time_zone] : []),
                  ]),
                ].map((zone) => (
                  <option key={zone}>{zone}</option>
                ))}
              </NativeSelect>
            )}
          </Field>
        </div>
        <div>
          <Button type="submit" look="primary" busy={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Section>
  );
}
