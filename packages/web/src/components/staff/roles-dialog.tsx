"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Operator, setOperatorRoles } from "@/lib/api/staff.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { ROLE_HINTS, ROLE_TITLES, ROLES } from "./roles.ts";

export default function RolesDialog({ operator, onClose }: { operator: Operator; onClose: () => void }) {
  const client = useQueryClient();
  const [roles, setRoles] = useState(operator.roles);
  const save = useMutation({
    mutationFn: () => setOperatorRoles(operator.id, roles),
    onSuccess: () => {
      toast.success(
        roles.length > 0 ? `${operator.name} may do something else now` : `${operator.name} is no operator`,
      );
      onClose();
    },
    onSettled: () =>
      Promise.all([["operator", "staff"], ["me"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  const none = roles.length === 0;
  const same = ROLES.every((role) => roles.includes(role) === operator.roles.includes(role));
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Roles of ${operator.name}`}
      description="They count with their next request, and they get a letter."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <ReasonButton
            look={none ? "destroy" : "primary"}
            reason={same ? "Nothing is changed yet." : undefined}
            busy={save.isPending}
            onClick={() => save.mutate()}
          >
            {none ? "Take every role away" : "Save roles"}
          </ReasonButton>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {save.error && <ProblemNotice error={save.error} />}
        <fieldset className="flex flex-col gap-2.5">
          <legend className="sr-only">Roles</legend>
          {ROLES.map((role) => (
            <label key={role} className="flex items-start gap-2.5 text-sm">
              <input
                type="checkbox"
                className="mt-0.5 accent-accent"
                checked={roles.includes(role)}
                onChange={(event) =>
                  setRoles(ROLES.filter((one) => (one === role ? event.target.checked : roles.includes(one))))
                }
              />
              <span>
                <span className="font-medium">{ROLE_TITLES[role]}</span>
                <span className="block text-muted text-xs">{ROLE_HINTS[role]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {none && (
          <p className="text-muted text-sm">
            Without a role {operator.you ? "you are" : "they are"} no operator any more, and sessions as one end. They
            leave this list: an admin gives roles back by the API, or on the command line.
          </p>
        )}
        {operator.you && !none && operator.roles.includes("admin") && !roles.includes("admin") && (
          <p className="text-muted text-sm">This is you: afterwards another admin has to give it back.</p>
        )}
      </div>
    </Dialog>
  );
}
