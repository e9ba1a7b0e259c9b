"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deleteNote, type Note } from "@/lib/api/staff.ts";
import { AskDialog } from "../ask-dialog.tsx";

export default function DeleteDialog({ note, onClose }: { note: Note; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteNote(note.id),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ["operator", "notes"] }),
  });
  return (
    <AskDialog
      title="Delete this note?"
      description="It is gone for everybody."
      verb="Delete note"
      look="destroy"
      change={remove}
      onClose={onClose}
      onAnswer={() => remove.mutate()}
    >
      <p className="line-clamp-6 whitespace-pre-wrap break-words text-sm">{note.text}</p>
    </AskDialog>
  );
}
