"use client";

import { useMutation } from "@tanstack/react-query";
import { createTenant } from "@/lib/api/people.ts";
import { fieldError } from "@/lib/field-error.ts";
import { switchTenant } from "@/lib/switch-tenant.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Input } from "../ui/field.tsx";

export default function NewTenantDialog({ onClose }: { onClose: () => void }) {
  const create = useMutation({
    mutationFn: createTenant,
    onSuccess: ({ tenant }) => switchTenant(tenant.id),
  });
  return (
    <AskDialog
      title="New tenant"
      description="It has servers, members and bills of its own; you own it, and are taken there."
      verb="Make tenant"
      change={{ isPending: create.isPending || create.isSuccess, error: create.error }}
      fields={["name"]}
      onClose={onClose}
      onAnswer={(form) => create.mutate(String(form.get("name")))}
    >
      <Field label="Name" error={fieldError(create.error, "name")}>
        {(wiring) => <Input {...wiring} name="name" autoComplete="organization" maxLength={100} required />}
      </Field>
    </AskDialog>
  );
}
