"use client";

import { useMutation } from "@tanstack/react-query";
import { createTenant } from "@/lib/api/people.ts";
import { fieldError, isFieldError } from "@/lib/field-error.ts";
import { switchTenant } from "@/lib/switch-tenant.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, Input } from "../ui/field.tsx";

export default function NewTenantDialog({ onClose }: { onClose: () => void }) {
  const create = useMutation({
    mutationFn: createTenant,
    onSuccess: ({ tenant }) => switchTenant(tenant.id),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="New tenant"
      description="It has servers, members and bills of its own; you own it, and are taken there."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="new-tenant" busy={create.isPending || create.isSuccess}>
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
          create.mutate(String(new FormData(event.currentTarget).get("name")));
        }}
      >
        {create.error && !isFieldError(create.error) && <ProblemNotice error={create.error} />}
        <Field label="Name" error={fieldError(create.error, "name")}>
          {(wiring) => <Input {...wiring} name="name" autoComplete="organization" maxLength={100} required />}
        </Field>
      </form>
    </Dialog>
  );
}
