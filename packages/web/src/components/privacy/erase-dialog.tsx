"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { eraseAccount } from "@/lib/api/audit.ts";
import { signOut } from "@/lib/sign-out.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, Input } from "../ui/field.tsx";

/** The last question before an account is gone. */
export default function EraseDialog({ confirm, onClose }: { confirm: string; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const erase = useMutation({ mutationFn: () => eraseAccount(typed), onSuccess: () => signOut() });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Erase your account?"
      description="For good: nobody can bring it back, and you are signed out everywhere."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            look="destroy"
            disabled={typed.trim().toLowerCase() !== confirm.toLowerCase()}
            busy={erase.isPending}
            onClick={() => erase.mutate()}
          >
            Erase for good
          </Button>
        </>
      }
    >
      <Field label={`Type ${confirm} to go on`}>
        {(wiring) => (
          <Input {...wiring} autoComplete="off" value={typed} onChange={({ target }) => setTyped(target.value)} />
        )}
      </Field>
      {erase.error && <ProblemNotice error={erase.error} />}
    </Dialog>
  );
}
