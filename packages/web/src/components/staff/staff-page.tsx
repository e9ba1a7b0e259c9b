"use client";

import { useQuery } from "@tanstack/react-query";
import { UserCog } from "lucide-react";
import dynamic from "next/dynamic";
import { parseAsString, useQueryStates } from "nuqs";
import { useState } from "react";
import { type Operator, operatorsQuery } from "@/lib/api/staff.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { DataTable } from "../data-table.tsx";
import { PageHeader } from "../page-header.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { staffColumns } from "./columns.tsx";

const RolesDialog = dynamic(() => import("./roles-dialog.tsx"), { ssr: false });

/** Who works here, and what each may do. */
export function StaffPage() {
  const locked = useMissing("operator:role");
  const [state, set] = useQueryStates({ cursor: parseAsString });
  const { data, error, refetch } = useQuery({ ...operatorsQuery(state.cursor ?? undefined), enabled: !locked });
  const [changing, setChanging] = useState<Operator>();
  return (
    <>
      <PageHeader title="Staff">
        The operators of this platform. An account is made with <code>hostwright account create</code>; its roles are
        changed here.
      </PageHeader>
      {locked ? (
        <Card>
          <Empty icon={UserCog} title="Staff is for admins">
            Ask one of them to change what you may do.
          </Empty>
        </Card>
      ) : error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <DataTable
          label="Staff"
          columns={staffColumns(locked, setChanging)}
          rows={data?.operators}
          rowKey={(operator) => operator.id}
          expected={4}
          empty={<Empty icon={UserCog} title="No operator on this page" />}
        />
      )}
      <Pager
        what="operators"
        cursor={state.cursor}
        next={data?.meta.pagination.next_cursor}
        onMove={(cursor) => set({ cursor }, { history: "push" })}
      />
      {changing && <RolesDialog operator={changing} onClose={() => setChanging(undefined)} />}
    </>
  );
}
