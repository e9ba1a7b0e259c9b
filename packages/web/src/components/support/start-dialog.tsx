"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { RequestProblem } from "@/lib/api/problem.ts";
import type { TenantDetail } from "@/lib/api/staff.ts";
import { fieldError } from "@/lib/field-error.ts";
import { startSupport } from "@/lib/support.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, NativeSelect, Textarea } from "../ui/field.tsx";

const MINUTES = [15, 30, 60] as const;

/** Begins to act in a member's place. Those who are operators themselves are not offered: nobody acts for them. */
export default function StartDialog({ tenant, onClose }: { tenant: TenantDetail; onClose: () => void }) {
  const people = tenant.members.filter(({ operator }) => !operator);
  const [user, setUser] = useState(people[0]?.user.id ?? "");
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState(30);
  const start = useMutation({
    mutationFn: async () => {
      const problem = await startSupport({ tenant: tenant.id, user, reason, minutes });
      if (problem) throw new RequestProblem(problem);
    },
  });
  const { error } = start;
  return (
    <AskDialog
      title={`Act as ${tenant.name}`}
      description="You may do what the member may, but for keys, people, money, secrets and what deletes. The customer reads that support acted, and why."
      verb="Act as customer"
      // The page is left when it has worked.
      change={{ isPending: start.isPending || start.isSuccess, error: start.error }}
      fields={["user", "reason", "minutes"]}
      onClose={onClose}
      onAnswer={() => start.mutate()}
    >
      <Field label="Member" error={fieldError(error, "user")}>
        {(wiring) => (
          <NativeSelect {...wiring} value={user} onChange={(event) => setUser(event.target.value)}>
            {people.map((one) => (
              <option key={one.user.id} value={one.user.id}>
                {one.user.name} ({one.role_name})
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field
        label="Reason"
        hint="A sentence. The customer reads it as you write it."
        error={fieldError(error, "reason")}
      >
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={2}
            required
            maxLength={500}
            placeholder="Ticket 4711: the firewall rules do not apply"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Field label="For" hint="You can end it sooner." error={fieldError(error, "minutes")}>
        {(wiring) => (
          <NativeSelect {...wiring} value={minutes} onChange={(event) => setMinutes(Number(event.target.value))}>
            {MINUTES.map((one) => (
              <option key={one} value={one}>
                {one} minutes
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
    </AskDialog>
  );
}
