"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { eraseAccount } from "@/lib/api/audit.ts";
import { signOut } from "@/lib/sign-out.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Input } from "../ui/field.tsx";

/** The last question before an account is gone. */
export default function EraseDialog({ confirm, onClose }: { confirm: string; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const erase = useMutation({ mutationFn: () => eraseAccount(typed), onSuccess: () => signOut() });
  return (
    <AskDialog
      title="Erase your account?"
      description="For good: nobody can bring it back, and you are signed out everywhere."
      verb="Erase for good"
      look="destroy"
      leave="Keep it"
      change={erase}
      disabled={typed.trim().toLowerCase() !== confirm.toLowerCase()}
      onClose={onClose}
      onAnswer={() => erase.mutate()}
    >
      <Field label={`Type ${confirm} to go on`}>
        {(wiring) => (
          <Input {...wiring} autoComplete="off" value={typed} onChange={({ target }) => setTyped(target.value)} />
        )}
      </Field>
    </AskDialog>
  );
}
