"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createNote, type Note, updateNote } from "@/lib/api/staff.ts";
import { fieldError } from "@/lib/field-error.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Textarea } from "../ui/field.tsx";

interface Props {
  subject: string;
  /** Left out: a new one. */
  note?: Note;
  onClose: () => void;
}

export default function NoteDialog({ subject, note, onClose }: Props) {
  const client = useQueryClient();
  const [text, setText] = useState(note?.text ?? "");
  const [pinned, setPinned] = useState(note?.pinned ?? false);
  const save = useMutation({
    mutationFn: () => (note ? updateNote(note.id, { text, pinned }) : createNote({ subject, text, pinned })),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ["operator", "notes"] }),
  });
  return (
    <AskDialog
      title={note ? "Edit note" : "New note"}
      description="For operators alone; no customer reads it."
      verb="Save note"
      change={save}
      fields={["text"]}
      onClose={onClose}
      onAnswer={() => save.mutate()}
    >
      <Field label="Note" error={fieldError(save.error, "text")}>
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={5}
            required
            maxLength={5000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <label className="flex min-h-7 items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="accent-accent"
          checked={pinned}
          onChange={(event) => setPinned(event.target.checked)}
        />
        Pinned: stays above the others
      </label>
    </AskDialog>
  );
}
