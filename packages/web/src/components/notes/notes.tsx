"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pin, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { type Note, notesQuery, updateNote } from "@/lib/api/staff.ts";
import { notifyProblem } from "@/lib/notify.tsx";
import { useAllowed, useMissing } from "@/lib/use-permission.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";

const NoteDialog = dynamic(() => import("./note-dialog.tsx"), { ssr: false });
const DeleteDialog = dynamic(() => import("./delete-dialog.tsx"), { ssr: false });

const NOT_YOURS = "Only its author changes or deletes a note.";
type Asking = { what: "write" } | { what: "change" | "delete"; note: Note };

/** What operators wrote down about a tenant or a server, for each other. */
export default function Notes({ subject }: { subject: string }) {
  const missing = useMissing("operator:note");
  const { data: notes, error, refetch } = useQuery({ ...notesQuery(subject), enabled: useAllowed("operator:note") });
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  return (
    <Section
      title="Staff notes"
      className={notes && notes.length > 0 ? "py-0" : ""}
      aside={
        <ReasonButton size="sm" reason={missing} onClick={() => setAsking({ what: "write" })}>
          <Plus aria-hidden />
          Note
        </ReasonButton>
      }
    >
      {error && !notes ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : !notes ? (
        missing ? (
          <p className="text-muted text-sm">{missing}</p>
        ) : (
          <Skeleton className="h-10" />
        )
      ) : notes.length === 0 ? (
        <p className="text-muted text-sm">None. Customers never read what is written here.</p>
      ) : (
        <ul aria-label="Staff notes" className="divide-y">
          {notes.map((note) => (
            <NoteItem key={note.id} note={note} ask={(what) => setAsking({ what, note })} />
          ))}
        </ul>
      )}
      {asking?.what === "write" && <NoteDialog subject={subject} onClose={close} />}
      {asking?.what === "change" && <NoteDialog subject={subject} note={asking.note} onClose={close} />}
      {asking?.what === "delete" && <DeleteDialog note={asking.note} onClose={close} />}
    </Section>
  );
}

function NoteItem({ note, ask }: { note: Note; ask: (what: "change" | "delete") => void }) {
  const client = useQueryClient();
  const pin = useMutation({
    mutationFn: () => updateNote(note.id, { pinned: !note.pinned }),
    onError: (error) => notifyProblem(error, "Pinning"),
    onSettled: () => client.invalidateQueries({ queryKey: ["operator", "notes"] }),
  });
  const reason = note.own ? undefined : NOT_YOURS;
  return (
    <li className="py-3 text-sm">
      <p className="whitespace-pre-wrap break-words">{note.text}</p>
      <div className="mt-1.5 flex flex-wrap items-center justify-between gap-x-3 gap-y-1.5">
        <p className="flex flex-wrap items-center gap-x-2 text-muted text-xs">
          {note.pinned && (
            <Badge tone="moving">
              <Pin aria-hidden className="size-3" />
              Pinned
            </Badge>
          )}
          <span>
            {note.author.name}, <Ago at={note.created} />
            {note.edited && (
              <>
                , changed <Ago at={note.edited} />
              </>
            )}
          </span>
        </p>
        <span className="flex gap-1">
          <Button look="quiet" size="sm" busy={pin.isPending} onClick={() => pin.mutate()}>
            {note.pinned ? "Unpin" : "Pin"}
          </Button>
          <ReasonButton look="quiet" size="sm" reason={reason} onClick={() => ask("change")}>
            Edit
          </ReasonButton>
          <ReasonButton look="quiet" size="sm" reason={reason} onClick={() => ask("delete")}>
            Delete
          </ReasonButton>
        </span>
      </div>
    </li>
  );
}
