"use client";

import { type FormEvent, useState } from "react";
import type { Finding } from "@/lib/api/shapes.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, Textarea } from "../ui/field.tsx";
import { useFindingChanges } from "./use-finding-changes.ts";

export default function MuteDialog({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const { mute } = useFindingChanges(finding.id);
  const [tooShort, setTooShort] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "").trim();
    setTooShort(reason.length < 3);
    if (reason.length >= 3) mute.mutate(reason, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Accept it as it is?"
      description="It stays out of the open findings as long as it is seen. Once it is gone and comes back, it opens again."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="mute-finding" busy={mute.isPending}>
            Accept
          </Button>
        </>
      }
    >
      <form id="mute-finding" noValidate onSubmit={submit} className="flex flex-col gap-4">
        {mute.error && <ProblemNotice error={mute.error} />}
        <Field label="Reason" hint="Colleagues read it." error={tooShort ? "Say why, in a few words." : undefined}>
          {(wiring) => <Textarea {...wiring} name="reason" rows={3} maxLength={500} />}
        </Field>
      </form>
    </Dialog>
  );
}
