"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Webhook as WebhookIcon } from "lucide-react";
import dynamic from "next/dynamic";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { webhooksQuery } from "@/lib/api/webhooks.ts";
import { useAllowed, useMissing } from "@/lib/use-permission.ts";
import { Closed } from "../closed.tsx";
import { DataTable } from "../data-table.tsx";
import { PageHeader } from "../page-header.tsx";
import { Pager } from "../pager.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Empty } from "../ui/empty.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { webhookColumns } from "./columns.tsx";

const CreateDialog = dynamic(() => import("./create-dialog.tsx"), { ssr: false });
const SecretDialog = dynamic(() => import("./secret-dialog.tsx"), { ssr: false });

/** Where the tenant's events are posted. */
export function WebhooksPage() {
  const [cursor, setCursor] = useQueryState("cursor", parseAsString.withOptions({ history: "push" }));
  const unreadable = useMissing("webhook:read");
  const { data, error, refetch } = useQuery({
    ...webhooksQuery(cursor ?? undefined),
    enabled: useAllowed("webhook:read"),
  });
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string>();
  const create = (
    <ReasonButton look="primary" reason={unreadable} onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      New webhook
    </ReasonButton>
  );
  return (
    <>
      <PageHeader title="Webhooks" actions={create}>
        Your program is told what happens to your servers, as it happens.
      </PageHeader>
      {unreadable ? (
        <Closed icon={WebhookIcon} title="Webhooks are for owners and admins">
          Ask one of them to add the address of your program.
        </Closed>
      ) : error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <DataTable
          label="Webhooks"
          columns={webhookColumns}
          rows={data?.webhooks}
          rowKey={(webhook) => webhook.id}
          expected={2}
          empty={
            <Empty icon={WebhookIcon} title="No webhooks" actions={create}>
              Add an address, and events such as a finished order are posted to it, signed.
            </Empty>
          }
        />
      )}
      <Pager what="webhooks" cursor={cursor} next={data?.meta.pagination.next_cursor} onMove={setCursor} />
      {creating && <CreateDialog onClose={() => setCreating(false)} onMade={setSecret} />}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}
