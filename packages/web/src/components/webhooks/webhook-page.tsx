"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import type { Webhook } from "@/lib/api/shapes.ts";
import { deliveriesQuery, webhookQuery } from "@/lib/api/webhooks.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { useTitle } from "@/lib/use-title.ts";
import { DataTable } from "../data-table.tsx";
import { FailedPage } from "../failed-page.tsx";
import { PageHeader } from "../page-header.tsx";
import { Pager } from "../pager.tsx";
import { ServerSkeleton } from "../servers/server-skeleton.tsx";
import { Banner } from "../ui/banner.tsx";
import { Copy } from "../ui/copy.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Ago } from "../ui/time.tsx";
import { deliveryColumns } from "./delivery-columns.tsx";
import { useWebhookChanges } from "./use-webhook-changes.ts";
import { WebhookState } from "./webhook-state.tsx";

const SecretDialog = dynamic(() => import("./secret-dialog.tsx"), { ssr: false });
const DeleteDialog = dynamic(() => import("./delete-dialog.tsx"), { ssr: false });
const DeliveryDialog = dynamic(() => import("./delivery-dialog.tsx"), { ssr: false });

/** One webhook: what was sent to it and how it was answered. */
export function WebhookPage({ id }: { id: string }) {
  const { data: webhook, error, refetch } = useQuery(webhookQuery(id));
  if (webhook) return <Loaded webhook={webhook} />;
  return error ? <FailedPage title="Webhook" error={error} onRetry={() => refetch()} /> : <ServerSkeleton />;
}

function Loaded({ webhook }: { webhook: Webhook }) {
  useTitle("Webhook");
  const missing = useMissing("webhook:manage");
  const { ping, turn, rotate } = useWebhookChanges(webhook.id);
  const [secret, setSecret] = useState<string>();
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <PageHeader
        title={<span className="break-all">{webhook.url}</span>}
        actions={
          <>
            <ReasonButton
              reason={missing ?? (webhook.active ? undefined : "It is turned off.")}
              busy={ping.isPending}
              onClick={() => ping.mutate()}
            >
              Send a test
            </ReasonButton>
            <ReasonButton
              reason={missing}
              busy={rotate.isPending}
              onClick={() => rotate.mutate(undefined, { onSuccess: (made) => setSecret(made.secret) })}
            >
              New secret
            </ReasonButton>
            <ReasonButton reason={missing} busy={turn.isPending} onClick={() => turn.mutate(!webhook.active)}>
              {webhook.active ? "Turn off" : "Turn on"}
            </ReasonButton>
            <ReasonButton look="destroy" reason={missing} onClick={() => setDeleting(true)}>
              Delete…
            </ReasonButton>
          </>
        }
      >
        <span className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1">
          <WebhookState webhook={webhook} />
          {webhook.description}
          <Copy what="webhook id" value={webhook.id} />
        </span>
      </PageHeader>
      <Trouble webhook={webhook} />
      <p className="mb-4 text-muted text-sm">
        {webhook.events.length === 0 ? "Told of every event." : `Told of ${webhook.events.join(", ")}.`}
      </p>
      <Deliveries id={webhook.id} missing={missing} />
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
      {deleting && <DeleteDialog webhook={webhook} onClose={() => setDeleting(false)} />}
    </>
  );
}

function Trouble({ webhook }: { webhook: Webhook }) {
  if (!webhook.active && webhook.disabled_reason)
    return (
      <div className="mb-4">
        <Banner look="bad" title="We turned this webhook off">
          {webhook.disabled_reason} Turn it on again once the receiver answers; what was missed can be sent again below.
        </Banner>
      </div>
    );
  if (!webhook.active || !webhook.failing_since) return null;
  return (
    <div className="mb-4">
      <Banner look="warn" title="Nothing gets through">
        Since <Ago at={webhook.failing_since} />. Each event is repeated for two days; after three days without one
        success the webhook is turned off.
      </Banner>
    </div>
  );
}

function Deliveries({ id, missing }: { id: string; missing: string | undefined }) {
  const [cursor, setCursor] = useQueryState("cursor", parseAsString.withOptions({ history: "push" }));
  const [shown, show] = useState<string>();
  const { data } = useQuery(deliveriesQuery(id, cursor ?? undefined));
  const { replay } = useWebhookChanges(id);
  const delivery = data?.deliveries.find((one) => one.id === shown);
  return (
    <>
      <DataTable
        label="Deliveries"
        columns={deliveryColumns(show)}
        rows={data?.deliveries}
        rowKey={(one) => one.id}
        expected={4}
        empty={<p className="px-4 py-8 text-center text-muted text-sm">Nothing was sent in the last 30 days.</p>}
      />
      <Pager what="deliveries" cursor={cursor} next={data?.meta.pagination.next_cursor} onMove={setCursor} />
      {delivery && (
        <DeliveryDialog
          delivery={delivery}
          missing={missing}
          busy={replay.isPending}
          onReplay={() => replay.mutate(delivery.id, { onSuccess: () => show(undefined) })}
          onClose={() => show(undefined)}
        />
      )}
    </>
  );
}
