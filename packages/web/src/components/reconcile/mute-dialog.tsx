"use client";

import { useState } from "react";
import type { Finding } from "@/lib/api/shapes.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Textarea } from "../ui/field.tsx";
import { useFindingChanges } from "./use-finding-changes.ts";

export default function MuteDialog({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const { mute } = useFindingChanges(finding.id);
  const [tooShort, setTooShort] = useState(false);
  const submit = (form: FormData) => {
    const reason = String(form.get("reason") ?? "").trim();
    setTooShort(reason.length < 3);
    if (reason.length >= 3) mute.mutate(reason, { onSuccess: onClose });
  };
  return (
    <AskDialog
      title="Accept it as it is?"
      description="It stays out of the open findings as long as it is seen. Once it is gone and comes back, it opens again."
      verb="Accept"
      change={mute}
      noValidate
      onClose={onClose}
      onAnswer={submit}
    >
      <Field label="Reason" hint="Colleagues read it." error={tooShort ? "Say why, in a few words." : undefined}>
        {(wiring) => <Textarea {...wiring} name="reason" rows={3} maxLength={500} />}
      </Field>
    </AskDialog>
  );
}
