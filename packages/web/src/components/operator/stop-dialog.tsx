"use client";

import type { OperatorServerDetail } from "@/lib/api/shapes.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { useOperatorChanges } from "./use-operator-changes.ts";

interface Props {
  server: OperatorServerDetail;
  onClose: () => void;
}

export default function StopDialog({ server, onClose }: Props) {
  const { stop } = useOperatorChanges();
  return (
    <AskDialog
      title={`Cut the power of ${server.name}?`}
      description="At once, and whatever else is under way is cancelled. What it had not written to disk is lost. Its owner may start it again; place a hold to prevent that."
      verb="Cut power"
      look="destroy"
      leave="Leave it"
      change={stop}
      onClose={onClose}
      onAnswer={() => stop.mutate(server.id, { onSuccess: onClose })}
    />
  );
}
