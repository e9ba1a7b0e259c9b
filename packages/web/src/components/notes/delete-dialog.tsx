"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deleteNote, type Note } from "@/lib/api/staff.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

export default function DeleteDialog({ note, onClose }: { note: Note; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteNote(note.id),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ["operator", "notes"] }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Delete this note?"
      description="It is gone for everybody."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="destroy" busy={remove.isPending} onClick={() => remove.mutate()}>
            Delete note
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {remove.error && <ProblemNotice error={remove.error} />}
        <p className="line-clamp-6 whitespace-pre-wrap break-words text-sm">{note.text}</p>
      </div>
    </Dialog>
  );
}
