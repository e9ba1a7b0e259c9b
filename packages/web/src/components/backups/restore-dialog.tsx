"use client";

import { useState } from "react";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { formatMoment } from "@/lib/format.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { TypeToConfirm } from "../type-to-confirm.tsx";
import { useBackupChanges } from "./use-backup-changes.ts";

const WORDS = {
  snapshot: {
    verb: "Go back to",
    go: "Go back",
    how: "The server is turned off for a moment. If going back fails half-way, what was written since may be lost all the same.",
  },
  backup: {
    verb: "Restore",
    go: "Restore",
    how: "The backup is brought back beside the present disk, which takes its place only once it is whole; until then the server keeps running, and if it fails nothing is lost. Its snapshots go with the present disk.",
  },
} as const;

interface Props {
  server: ServerDetail;
  kind: "snapshot" | "backup";
  point: { id: string; created: string };
  name: string;
  onClose: () => void;
}

/** What was written since is lost, so the server's name must be typed. */
export function RestoreDialog({ server, kind, point, name, onClose }: Props) {
  const { goBack } = useBackupChanges(server.id);
  const [typed, setTyped] = useState("");
  const words = WORDS[kind];
  const matches = typed === server.name;
  return (
    <AskDialog
      title={`${words.verb} ${name}?`}
      description={`The disk of ${server.name} becomes what it was at ${formatMoment(point.created)}. Everything written to it since is lost. Plan, addresses, firewall and name stay as they are now; users, keys and passwords are those of then.`}
      verb={words.go}
      look="destroy"
      leave="Leave it as it is"
      change={goBack}
      disabled={!matches}
      onClose={onClose}
      onAnswer={() => goBack.mutate({ kind, point: point.id }, { onSuccess: onClose })}
    >
      <p className="text-muted text-sm">{words.how}</p>
      <TypeToConfirm name={server.name} typed={typed} onType={setTyped} />
    </AskDialog>
  );
}
