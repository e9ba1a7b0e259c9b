"use client";

import { useState } from "react";
import type { OperatorServerDetail } from "@/lib/api/shapes.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Textarea } from "../ui/field.tsx";
import { useOperatorChanges } from "./use-operator-changes.ts";

interface Props {
  server: OperatorServerDetail;
  onClose: () => void;
}

export default function SmtpDialog({ server, onClose }: Props) {
  const { smtp } = useOperatorChanges();
  const [reason, setReason] = useState("");
  const open = !server.smtp_open;
  return (
    <AskDialog
      title={open ? `Open outgoing mail of ${server.name}?` : `Close outgoing mail of ${server.name}?`}
      description={
        open
          ? "It may then reach TCP port 25 anywhere, and send mail by itself. Its owner’s own rules still hold."
          : "It can no longer reach TCP port 25. Connections that are open stay open until they end."
      }
      verb={open ? "Open it" : "Close it"}
      look={open ? "primary" : "destroy"}
      change={smtp}
      disabled={reason.trim().length < 3}
      onClose={onClose}
      onAnswer={() => smtp.mutate({ id: server.id, open, reason: reason.trim() }, { onSuccess: onClose })}
    >
      <Field label="Reason" hint="Kept in the audit trail.">
        {(wiring) => (
          <Textarea {...wiring} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
    </AskDialog>
  );
}
