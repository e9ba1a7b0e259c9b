"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, ShieldCheck } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { rolesQuery } from "@/lib/api/roles.ts";
import type { Role } from "@/lib/api/shapes.ts";
import { useAllowed, useMissing } from "@/lib/use-permission.ts";
import { Closed } from "../closed.tsx";
import { DataTable } from "../data-table.tsx";
import { PageHeader } from "../page-header.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Empty } from "../ui/empty.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { roleColumns } from "./columns.tsx";

const RoleDialog = dynamic(() => import("./role-dialog.tsx"), { ssr: false });
const DeleteDialog = dynamic(() => import("./delete-dialog.tsx"), { ssr: false });

type Asking = { what: "make" } | { what: "change"; role: Role } | { what: "delete"; role: Role };

/** What each role allows; those of the tenant's own are made and changed here. */
export function RolesPage() {
  const unreadable = useMissing("role:read");
  const missing = useMissing("role:manage");
  const { data, error, refetch } = useQuery({ ...rolesQuery, enabled: useAllowed("role:read") });
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  return (
    <>
      <PageHeader
        title="Roles"
        actions={
          <ReasonButton look="primary" reason={missing} onClick={() => setAsking({ what: "make" })}>
            <Plus aria-hidden />
            New role
          </ReasonButton>
        }
      >
        What members may do. Four roles are built in; make more out of what you may do yourself.
      </PageHeader>
      {unreadable ? (
        <Closed icon={ShieldCheck} title="Roles are for owners and admins">
          Ask one of them to change what you may do.
        </Closed>
      ) : error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <DataTable
          label="Roles"
          columns={roleColumns(
            missing,
            (role) => setAsking({ what: "change", role }),
            (role) => setAsking({ what: "delete", role }),
          )}
          rows={data?.roles}
          rowKey={(role) => role.id}
          expected={4}
          empty={<Empty icon={ShieldCheck} title="No roles" />}
        />
      )}
      {asking?.what === "make" && data && <RoleDialog choices={data.permissions} onClose={close} />}
      {asking?.what === "change" && data && (
        <RoleDialog role={asking.role} choices={data.permissions} onClose={close} />
      )}
      {asking?.what === "delete" && <DeleteDialog role={asking.role} onClose={close} />}
    </>
  );
}
