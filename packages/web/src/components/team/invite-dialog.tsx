"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { invite } from "@/lib/api/people.ts";
import { fieldError, isFieldError } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, Input } from "../ui/field.tsx";
import { RoleSelect } from "./role-select.tsx";

export default function InviteDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [role, setRole] = useState("member");
  const send = useMutation({
    mutationFn: invite,
    onSuccess: ({ invitation }) => {
      toast.success(`A letter is on its way to ${invitation.email}`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["invitations"] }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Invite somebody"
      description="They get a letter, whose link works for seven days. Who has no account yet makes one with it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="invite" busy={send.isPending}>
            Send invitation
          </Button>
        </>
      }
    >
      <form
        id="invite"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate({ email: String(new FormData(event.currentTarget).get("email")), role });
        }}
      >
        {send.error && !isFieldError(send.error) && <ProblemNotice error={send.error} />}
        <Field label="Email" error={fieldError(send.error, "email")}>
          {(wiring) => <Input {...wiring} name="email" type="email" autoComplete="off" required />}
        </Field>
        <RoleSelect value={role} onChange={setRole} error={fieldError(send.error, "role")} />
      </form>
    </Dialog>
  );
}
