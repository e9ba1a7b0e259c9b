"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createTenantFor } from "@/lib/api/people.ts";
import { fieldError, isFieldError } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
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
    <Dialog
      open
      onClose={onClose}
      title="New tenant"
      description="Its owner gets an invitation by mail, good for seven days."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="new-tenant" busy={create.isPending}>
            Make tenant
          </Button>
        </>
      }
    >
      <form
        id="new-tenant"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          create.mutate({ name: String(form.get("name")), owner_email: String(form.get("owner_email")) });
        }}
      >
        {create.error && !isFieldError(create.error) && <ProblemNotice error={create.error} />}
        <Field label="Name" error={fieldError(create.error, "name")}>
          {(wiring) => <Input {...wiring} name="name" maxLength={100} autoComplete="off" required />}
        </Field>
        <Field label="Owner's email" error={fieldError(create.error, "owner_email")}>
          {(wiring) => <Input {...wiring} name="owner_email" type="email" autoComplete="off" required />}
        </Field>
      </form>
    </Dialog>
  );
}
