"use client";

import type { OperatorServerDetail } from "@/lib/api/shapes.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useOperatorChanges } from "./use-operator-changes.ts";

interface Props {
  server: OperatorServerDetail;
  onClose: () => void;
}

export default function StopDialog({ server, onClose }: Props) {
  const { stop } = useOperatorChanges();
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Cut the power of ${server.name}?`}
      description="At once, and whatever else is under way is cancelled. What it had not written to disk is lost. Its owner may start it again; place a hold to prevent that."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button look="destroy" busy={stop.isPending} onClick={() => stop.mutate(server.id, { onSuccess: onClose })}>
            Cut power
          </Button>
        </>
      }
    >
      {stop.error ? <ProblemNotice error={stop.error} /> : null}
    </Dialog>
  );
}
