"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { addPasskey, renewTokens } from "@/lib/api/account.ts";
import { RequestProblem } from "@/lib/api/problem.ts";
import { passkeyTrouble } from "@/lib/passkeys.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Input } from "../ui/field.tsx";

interface Props {
  onClose: () => void;
  onAdded: (codes: string[] | null) => void;
}

export default function PasskeyDialog({ onClose, onAdded }: Props) {
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: addPasskey,
    onSuccess: async ({ recovery_codes, passkey }) => {
      await renewTokens();
      toast.success(`${passkey.name} is added`);
      onAdded(recovery_codes);
      await client.invalidateQueries();
    },
  });

  return (
    <AskDialog
      title="Add a passkey"
      description="Your browser asks which device is to hold it. Nothing secret leaves that device."
      verb="Continue"
      change={add}
      onClose={onClose}
      notice={
        add.error &&
        !(add.error instanceof RequestProblem) && (
          <p role="alert" className="text-bad text-sm">
            {passkeyTrouble(add.error)}
          </p>
        )
      }
      onAnswer={(form) => add.mutate(String(form.get("name") ?? "").trim())}
    >
      <Field label="Name" hint="How you tell it apart: the laptop, the key on your ring.">
        {(wiring) => <Input {...wiring} name="name" maxLength={60} autoComplete="off" required />}
      </Field>
    </AskDialog>
  );
}
