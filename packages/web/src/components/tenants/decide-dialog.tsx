"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { approveTenant, type OperatorTenant, refuseTenant } from "@/lib/api/people.ts";
import { fieldError } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";
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
    <AskDialog
      title={`${approve ? "Approve" : "Refuse"} ${tenant.name}?`}
      description={
        approve
          ? "From now on it may order. Its owners get a letter."
          : "It may order nothing. Its owners get your reason in a letter."
      }
      verb={approve ? "Approve" : "Refuse"}
      look={approve ? "primary" : "destroy"}
      change={decide}
      fields={["reason"]}
      onClose={onClose}
      onAnswer={() => decide.mutate()}
    >
      {!approve && (
        <Field label="Reason" hint="The customer reads it as you write it." error={fieldError(decide.error, "reason")}>
          {(wiring) => (
            <Textarea {...wiring} rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      )}
    </AskDialog>
  );
}
