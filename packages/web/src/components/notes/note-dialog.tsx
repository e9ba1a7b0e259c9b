"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createNote, type Note, updateNote } from "@/lib/api/staff.ts";
import { fieldError, isFieldError } from "@/lib/field-error.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
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
    <Dialog
      open
      onClose={onClose}
      title={note ? "Edit note" : "New note"}
      description="For operators alone; no customer reads it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="note" busy={save.isPending}>
            Save note
          </Button>
        </>
      }
    >
      <form
        id="note"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {save.error && !isFieldError(save.error) && <ProblemNotice error={save.error} />}
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
      </form>
    </Dialog>
  );
}
