"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createTenantFor } from "@/lib/api/people.ts";
import { fieldError } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Input } from "../ui/field.tsx";

export default function NewDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createTenantFor,
    onSuccess: ({ tenant }) => {
      toast.success(`${tenant.name} is made, and its owner invited`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["operator", "tenants"] }),
  });
  return (
    <AskDialog
      title="New tenant"
      description="Its owner gets an invitation by mail, good for seven days."
      verb="Make tenant"
      change={create}
      fields={["name", "owner_email"]}
      onClose={onClose}
      onAnswer={(form) =>
        create.mutate({ name: String(form.get("name")), owner_email: String(form.get("owner_email")) })
      }
    >
      <Field label="Name" error={fieldError(create.error, "name")}>
        {(wiring) => <Input {...wiring} name="name" maxLength={100} autoComplete="off" required />}
      </Field>
      <Field label="Owner's email" error={fieldError(create.error, "owner_email")}>
        {(wiring) => <Input {...wiring} name="owner_email" type="email" autoComplete="off" required />}
      </Field>
    </AskDialog>
  );
}
