"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Invitation, resendInvitation, revokeInvitation } from "@/lib/api/people.ts";
import { problemOf } from "@/lib/api/problem.ts";
import { sentence } from "@/lib/explain.ts";
import { toast } from "@/lib/toast.ts";
import type { Column } from "../data-table.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";

export const invitationColumns = (locked: string | undefined): Column<Invitation>[] => [
  {
    id: "email",
    header: "Invited",
    meta: { className: "w-full max-w-0 md:w-auto md:max-w-72" },
    cell: ({ row: { original: invitation } }) => (
      <div className="min-w-0">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{invitation.email}</span>
          {invitation.status === "expired" && <Badge tone="warn">Expired</Badge>}
        </span>
        <span className="block truncate text-muted text-xs">
          by {invitation.invited_by ?? "our staff"}, as {invitation.role_name}
        </span>
      </div>
    ),
  },
  {
    id: "sent",
    header: "Sent",
    meta: { className: "hidden md:table-cell whitespace-nowrap text-muted" },
    cell: ({ row: { original: invitation } }) => <Ago at={invitation.sent} />,
  },
  {
    id: "menu",
    header: () => <span className="sr-only">Actions</span>,
    meta: { className: "text-right" },
    cell: ({ row: { original: invitation } }) => <InvitationActions invitation={invitation} locked={locked} />,
  },
];

function InvitationActions({ invitation, locked }: { invitation: Invitation; locked: string | undefined }) {
  const client = useQueryClient();
  const options = {
    onError: (error: unknown) => toast.error(sentence(problemOf(error).message)),
    onSettled: () => client.invalidateQueries({ queryKey: ["invitations"] }),
  };
  const resend = useMutation({
    mutationFn: () => resendInvitation(invitation.id),
    onSuccess: () => toast.success(`A new letter is on its way to ${invitation.email}`),
    ...options,
  });
  const revoke = useMutation({
    mutationFn: () => revokeInvitation(invitation.id),
    onSuccess: () => toast.success(`The invitation of ${invitation.email} is revoked`),
    ...options,
  });
  return (
    <span className="flex justify-end gap-1.5 max-sm:flex-col">
      <ReasonButton
        size="sm"
        reason={locked}
        busy={resend.isPending}
        aria-label={`Send again: the invitation of ${invitation.email}`}
        onClick={() => resend.mutate()}
      >
        Send again
      </ReasonButton>
      <ReasonButton
        size="sm"
        reason={locked}
        busy={revoke.isPending}
        aria-label={`Revoke: the invitation of ${invitation.email}`}
        onClick={() => revoke.mutate()}
      >
        Revoke
      </ReasonButton>
    </span>
  );
}
