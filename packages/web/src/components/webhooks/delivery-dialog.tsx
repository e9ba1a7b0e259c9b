"use client";

import type { WebhookDelivery } from "@/lib/api/shapes.ts";
import { formatMoment } from "@/lib/format.ts";
import { Button } from "../ui/button.tsx";
import { Copy } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Fact, Facts } from "../ui/facts.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";

interface Props {
  delivery: WebhookDelivery;
  missing: string | undefined;
  busy: boolean;
  onReplay: () => void;
  onClose: () => void;
}

/** What was sent, byte for byte, and what came back. */
export default function DeliveryDialog({ delivery, missing, busy, onReplay, onClose }: Props) {
  const withheld = delivery.body === null ? "It is from the audit trail, which you may not read." : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={delivery.type}
      className="w-[36rem]"
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <ReasonButton look="primary" reason={missing ?? withheld} busy={busy} onClick={onReplay}>
            Send again
          </ReasonButton>
        </>
      }
    >
      <Facts>
        <Fact name="Event">
          <Copy what="event id" value={delivery.event} />
        </Fact>
        <Fact name="Sent">{formatMoment(delivery.created)}</Fact>
        <Fact name="Attempts">
          {delivery.attempts}
          {delivery.next_attempt && delivery.attempts > 0 && (
            <span className="text-muted">the next {formatMoment(delivery.next_attempt)}</span>
          )}
        </Fact>
        <Fact name="Answer">
          {delivery.response_status ?? (delivery.attempts > 0 ? "none" : "not yet")}
          {delivery.response_ms !== null && <span className="text-muted">in {delivery.response_ms} ms</span>}
        </Fact>
      </Facts>
      {delivery.response && <Text title="What came back" text={delivery.response} />}
      <Text title="What was sent" text={withheld ?? pretty(delivery.body ?? "")} />
    </Dialog>
  );
}

const pretty = (json: string): string => JSON.stringify(JSON.parse(json), null, 2);

const Text = ({ title, text }: { title: string; text: string }) => (
  <div className="mt-4">
    <h3 className="mb-1 text-muted text-xs">{title}</h3>
    <pre className="max-h-60 overflow-auto whitespace-pre-wrap break-words rounded-md border bg-canvas p-3 font-mono text-xs">
      {text}
    </pre>
  </div>
);
