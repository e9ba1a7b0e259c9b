"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { approveTenant, type OperatorTenant, refuseTenant } from "@/lib/api/people.ts";
import { fieldError, isFieldError } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, Textarea } from "../ui/field.tsx";

interface Props {
  tenant: OperatorTenant;
  approve: boolean;
  onClose: () => void;
}

export default function DecideDialog({ tenant, approve, onClose }: Props) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const decide = useMutation({
    mutationFn: () => (approve ? approveTenant(tenant.id) : refuseTenant(tenant.id, reason)),
    onSuccess: () => {
      toast.success(`${tenant.name} is ${approve ? "approved" : "refused"}`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["operator", "tenants"] }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${approve ? "Approve" : "Refuse"} ${tenant.name}?`}
      description={
        approve
          ? "From now on it may order. Its owners get a letter."
          : "It may order nothing. Its owners get your reason in a letter."
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look={approve ? "primary" : "destroy"} busy={decide.isPending} onClick={() => decide.mutate()}>
            {approve ? "Approve" : "Refuse"}
          </Button>
        </>
      }
    >
      {(decide.error || !approve) && (
        <div className="flex flex-col gap-4">
          {decide.error && !isFieldError(decide.error) && <ProblemNotice error={decide.error} />}
          {!approve && (
            <Field
              label="Reason"
              hint="The customer reads it as you write it."
              error={fieldError(decide.error, "reason")}
            >
              {(wiring) => (
                <Textarea {...wiring} rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />
              )}
            </Field>
          )}
        </div>
      )}
    </Dialog>
  );
}
