"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { addPasskey, renewTokens } from "@/lib/api/account.ts";
import { RequestProblem } from "@/lib/api/problem.ts";
import { passkeyTrouble } from "@/lib/passkeys.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
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

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    add.mutate(String(new FormData(event.currentTarget).get("name") ?? "").trim());
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a passkey"
      description="Your browser asks which device is to hold it. Nothing secret leaves that device."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="add-passkey" busy={add.isPending}>
            Continue
          </Button>
        </>
      }
    >
      <form id="add-passkey" onSubmit={send} className="flex flex-col gap-3">
        {add.error instanceof RequestProblem ? (
          <ProblemNotice error={add.error} />
        ) : (
          add.error && (
            <p role="alert" className="text-bad text-sm">
              {passkeyTrouble(add.error)}
            </p>
          )
        )}
        <Field label="Name" hint="How you tell it apart: the laptop, the key on your ring.">
          {(wiring) => <Input {...wiring} name="name" maxLength={60} autoComplete="off" required />}
        </Field>
      </form>
    </Dialog>
  );
}
