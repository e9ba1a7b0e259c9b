"use client";

import { useState } from "react";
import type { Server } from "@/lib/api/shapes.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, Input } from "../ui/field.tsx";
import { useServerChanges } from "./use-server-changes.ts";

/** Deletion takes the disks along, so the name must be typed. */
export default function DeleteDialog({
  server,
  onClose,
}: {
  server: Pick<Server, "id" | "name" | "status">;
  onClose: () => void;
}) {
  const { remove } = useServerChanges(server);
  const [typed, setTyped] = useState("");
  const creating = server.status === "creating";
  const matches = typed === server.name;
  const submit = () =>
    matches &&
    remove.mutate(undefined, {
      onSuccess: () => {
        toast.success(creating ? `Cancelling the order of ${server.name}` : `Deleting ${server.name}`);
        onClose();
      },
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete ${server.name}?`}
      description={
        creating
          ? "The order is cancelled and what has been built so far is taken back. Nothing is charged."
          : "The server is stopped and its disks are destroyed at once. Its addresses go back to the pool. This cannot be undone."
      }
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="destroy" type="submit" form="delete-server" disabled={!matches} busy={remove.isPending}>
            Delete server
          </Button>
        </>
      }
    >
      <form
        id="delete-server"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {remove.error && <ProblemNotice error={remove.error} />}
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
