"use client";

import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import dynamic from "next/dynamic";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { invitationsQuery, type Member, membersQuery } from "@/lib/api/people.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { DataTable } from "../data-table.tsx";
import { PageHeader } from "../page-header.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Empty } from "../ui/empty.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { invitationColumns } from "./invitation-columns.tsx";
import { memberColumns } from "./member-columns.tsx";
import { SignInSection } from "./sign-in-section.tsx";
import { TenantSection } from "./tenant-section.tsx";

const InviteDialog = dynamic(() => import("./invite-dialog.tsx"), { ssr: false });
const RoleDialog = dynamic(() => import("./role-dialog.tsx"), { ssr: false });
const RemoveDialog = dynamic(() => import("./remove-dialog.tsx"), { ssr: false });

/** Who belongs to the tenant, who is invited, and the tenant itself. */
export function TeamPage() {
  const [cursor, setCursor] = useQueryState("cursor", parseAsString.withOptions({ history: "push" }));
  const locked = useMissing("member:manage");
  const { data, error, refetch } = useQuery(membersQuery(cursor ?? undefined));
  const { data: invitations } = useQuery(invitationsQuery);
  const [inviting, setInviting] = useState(false);
  const [changing, setChanging] = useState<Member>();
  const [removing, setRemoving] = useState<Member>();
  return (
    <>
      <PageHeader
        title="Team"
        actions={
          <ReasonButton look="primary" reason={locked} onClick={() => setInviting(true)}>
            <UserPlus aria-hidden />
            Invite
          </ReasonButton>
        }
      >
        Everybody has an account of their own, and a role that says what they may do here.
      </PageHeader>
      <div className="flex flex-col gap-6">
        {error && !data ? (
          <ProblemNotice error={error} onRetry={() => refetch()} />
        ) : (
          <div>
            <DataTable
              label="Members"
              columns={memberColumns(locked, setChanging, setRemoving)}
              rows={data?.members}
              rowKey={(member) => member.id}
              expected={3}
              empty={<Empty icon={UserPlus} title="Nobody is here" />}
            />
            <Pager what="members" cursor={cursor} next={data?.meta.pagination.next_cursor} onMove={setCursor} />
          </div>
        )}
        {invitations && invitations.length > 0 && (
          <section aria-label="Open invitations">
            <h2 className="mb-2 font-medium text-sm">Open invitations</h2>
            <DataTable
              label="Invitations"
              columns={invitationColumns(locked)}
              rows={invitations}
              rowKey={(invitation) => invitation.id}
              empty={null}
            />
          </section>
        )}
        <SignInSection />
        <TenantSection />
      </div>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {changing && <RoleDialog member={changing} onClose={() => setChanging(undefined)} />}
      {removing && <RemoveDialog member={removing} onClose={() => setRemoving(undefined)} />}
    </>
  );
}
