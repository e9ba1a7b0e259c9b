"use client";

import { useState } from "react";
import type { Server } from "@/lib/api/shapes.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { TypeToConfirm } from "../type-to-confirm.tsx";
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
    remove.mutate(undefined, {
      onSuccess: () => {
        toast.success(creating ? `Cancelling the order of ${server.name}` : `Deleting ${server.name}`);
        onClose();
      },
    });
  return (
    <AskDialog
      title={`Delete ${server.name}?`}
      description={
        creating
          ? "The order is cancelled and what has been built so far is taken back. Nothing is charged."
          : "The server is stopped and its disks are destroyed at once. Its addresses go back to the pool. This cannot be undone."
      }
      verb="Delete server"
      look="destroy"
      leave="Keep it"
      change={remove}
      disabled={!matches}
      onClose={onClose}
      onAnswer={submit}
    >
      <TypeToConfirm name={server.name} typed={typed} onType={setTyped} />
    </AskDialog>
  );
}
