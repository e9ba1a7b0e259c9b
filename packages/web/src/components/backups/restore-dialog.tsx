"use client";

import { useState } from "react";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { formatMoment } from "@/lib/format.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, Input } from "../ui/field.tsx";
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
    <Dialog
      open
      onClose={onClose}
      title={`${words.verb} ${name}?`}
      description={`The disk of ${server.name} becomes what it was at ${formatMoment(point.created)}. Everything written to it since is lost. Plan, addresses, firewall and name stay as they are now; users, keys and passwords are those of then.`}
      footer={
        <>
          <Button onClick={onClose}>Leave it as it is</Button>
          <Button look="destroy" type="submit" form="restore-point" disabled={!matches} busy={goBack.isPending}>
            {words.go}
          </Button>
        </>
      }
    >
      <form
        id="restore-point"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (matches) goBack.mutate({ kind, point: point.id }, { onSuccess: onClose });
        }}
      >
        {goBack.error && <ProblemNotice error={goBack.error} />}
        <p className="text-muted text-sm">{words.how}</p>
        <Field label={`Type ${server.name} to confirm`}>
          {(wiring) => (
            <Input
              {...wiring}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
