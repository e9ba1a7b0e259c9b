"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { invite } from "@/lib/api/people.ts";
import { fieldError } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";
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
    <AskDialog
      title="Invite somebody"
      description="They get a letter, whose link works for seven days. Who has no account yet makes one with it."
      verb="Send invitation"
      change={send}
      fields={["email", "role"]}
      onClose={onClose}
      onAnswer={(form) => send.mutate({ email: String(form.get("email")), role })}
    >
      <Field label="Email" error={fieldError(send.error, "email")}>
        {(wiring) => <Input {...wiring} name="email" type="email" autoComplete="off" required />}
      </Field>
      <RoleSelect value={role} onChange={setRole} error={fieldError(send.error, "role")} />
    </AskDialog>
  );
}
