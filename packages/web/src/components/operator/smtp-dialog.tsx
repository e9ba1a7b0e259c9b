"use client";

import { useState } from "react";
import type { OperatorServerDetail } from "@/lib/api/shapes.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
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
    <Dialog
      open
      onClose={onClose}
      title={open ? `Open outgoing mail of ${server.name}?` : `Close outgoing mail of ${server.name}?`}
      description={
        open
          ? "It may then reach TCP port 25 anywhere, and send mail by itself. Its owner’s own rules still hold."
          : "It can no longer reach TCP port 25. Connections that are open stay open until they end."
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look={open ? "primary" : "destroy"}
            type="submit"
            form="set-smtp"
            disabled={reason.trim().length < 3}
            busy={smtp.isPending}
          >
            {open ? "Open it" : "Close it"}
          </Button>
        </>
      }
    >
      <form
        id="set-smtp"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          smtp.mutate({ id: server.id, open, reason: reason.trim() }, { onSuccess: onClose });
        }}
      >
        {smtp.error && <ProblemNotice error={smtp.error} />}
        <Field label="Reason" hint="Kept in the audit trail.">
          {(wiring) => (
            <Textarea {...wiring} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
