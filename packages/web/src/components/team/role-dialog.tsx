"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeMember, type Member } from "@/lib/api/people.ts";
import { fieldError } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Input } from "../ui/field.tsx";
import { RoleSelect } from "./role-select.tsx";

export default function RoleDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const client = useQueryClient();
  const [role, setRole] = useState(member.role);
  const [scope, setScope] = useState(member.scope ?? "");
  const change = useMutation({
    mutationFn: () => changeMember(member.id, { role, scope: scope.trim() || null }),
    onSuccess: () => {
      toast.success(`${member.name} may do something else now`);
      onClose();
    },
    onSettled: () => Promise.all(["members", "me"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  return (
    <AskDialog
      title={`Role of ${member.name}`}
      description="It takes effect within 15 minutes; their API keys follow at once."
      verb="Change role"
      change={change}
      fields={["role", "scope"]}
      onClose={onClose}
      onAnswer={() => change.mutate()}
    >
      <RoleSelect value={role} onChange={setRole} error={fieldError(change.error, "role")} />
      <Field
        label="Only servers with the labels"
        hint="Such as env=staging, or team in (web,shop); empty: all servers."
        error={fieldError(change.error, "scope")}
      >
        {(wiring) => (
          <Input
            {...wiring}
            className="font-mono text-xs"
            maxLength={255}
            autoComplete="off"
            value={scope}
            onChange={(event) => setScope(event.target.value)}
          />
        )}
      </Field>
    </AskDialog>
  );
}
