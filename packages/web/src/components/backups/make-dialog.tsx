"use client";

import { useState } from "react";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Input } from "../ui/field.tsx";
import { useBackupChanges } from "./use-backup-changes.ts";

const WORDS = {
  snapshot: {
    title: "Take a snapshot",
    text: "Keeps the disk as it is now; the server goes on running. What is in memory is not kept, so what a program has not written yet will be missing. Snapshots slow the disk a little: delete them when they have done their work.",
    field: "Name",
    most: 63,
    go: "Take snapshot",
  },
  backup: {
    title: "Back up now",
    text: "Copies the disk to another storage while the server runs. With a large disk that takes hours, and the server can be given no other task meanwhile; it keeps working.",
    field: "Label",
    most: 100,
    go: "Make backup",
  },
} as const;

interface Props {
  server: Pick<ServerDetail, "id" | "name">;
  kind: "snapshot" | "backup";
  onClose: () => void;
}

export function MakeDialog({ server, kind, onClose }: Props) {
  const { snapshot, backUp } = useBackupChanges(server.id);
  const make = kind === "snapshot" ? snapshot : backUp;
  const [text, setText] = useState("");
  const words = WORDS[kind];
  return (
    <AskDialog
      title={words.title}
      description={words.text}
      verb={words.go}
      change={make}
      onClose={onClose}
      onAnswer={() => make.mutate(text.trim(), { onSuccess: onClose })}
    >
      <Field label={words.field} hint="So that you know it again. May be left empty.">
        {(wiring) => (
          <Input
            {...wiring}
            value={text}
            maxLength={words.most}
            onChange={(event) => setText(event.target.value)}
            autoComplete="off"
          />
        )}
      </Field>
    </AskDialog>
  );
}
