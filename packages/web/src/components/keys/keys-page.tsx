"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { keysQuery } from "@/lib/api/keys.ts";
import type { ApiKey } from "@/lib/api/shapes.ts";
import { useAllowed, useMissing } from "@/lib/use-permission.ts";
import { Closed } from "../closed.tsx";
import { DataTable } from "../data-table.tsx";
import { PageHeader } from "../page-header.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Empty } from "../ui/empty.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { keyColumns } from "./columns.tsx";

const CreateDialog = dynamic(() => import("./create-dialog.tsx"), { ssr: false });
const RevokeDialog = dynamic(() => import("./revoke-dialog.tsx"), { ssr: false });
const KeyDialog = dynamic(() => import("./key-dialog.tsx"), { ssr: false });

/** What programs use in place of a person's sign-in. */
export function KeysPage() {
  const [cursor, setCursor] = useQueryState("cursor", parseAsString.withOptions({ history: "push" }));
  const unreadable = useMissing("key:read");
  const { data, error, refetch } = useQuery({ ...keysQuery(cursor ?? undefined), enabled: useAllowed("key:read") });
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<{ name: string; secret: string }>();
  const [revoking, setRevoking] = useState<ApiKey>();
  const create = (
    <ReasonButton look="primary" reason={unreadable} onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      New key
    </ReasonButton>
  );
  return (
    <>
      <PageHeader title="API keys" actions={create}>
        Programs use a key where people sign in. It acts for your tenant and can be revoked at any time.
      </PageHeader>
      {unreadable ? (
        <Closed icon={KeyRound} title="Keys are for owners and admins">
          Ask one of them for a key with the permissions your program needs.
        </Closed>
      ) : error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <DataTable
          label="API keys"
          columns={keyColumns(setRevoking)}
          rows={data?.keys}
          rowKey={(key) => key.id}
          expected={3}
          empty={
            <Empty icon={KeyRound} title="No API keys" actions={create}>
              Make one for each program, with only what it needs, so that each can be revoked by itself.
            </Empty>
          }
        />
      )}
      <Pager what="API keys" cursor={cursor} next={data?.meta.pagination.next_cursor} onMove={setCursor} />
      {creating && <CreateDialog onClose={() => setCreating(false)} onMade={setMade} />}
      {made && <KeyDialog {...made} onClose={() => setMade(undefined)} />}
      {revoking && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}
