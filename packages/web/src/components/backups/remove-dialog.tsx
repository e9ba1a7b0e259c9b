"use client";

import type { ServerDetail } from "@/lib/api/shapes.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { useBackupChanges } from "./use-backup-changes.ts";

interface Props {
  server: Pick<ServerDetail, "id">;
  kind: "snapshot" | "backup";
  point: string;
  name: string;
  onClose: () => void;
}

export function RemoveDialog({ server, kind, point, name, onClose }: Props) {
  const { remove } = useBackupChanges(server.id);
  const onSuccess = () => {
    toast.success(`Deleting ${name}`);
    onClose();
  };
  return (
    <AskDialog
      title={`Delete ${name}?`}
      description={`The ${kind} cannot be brought back. The server and its disk stay as they are, and it keeps running.`}
      verb={`Delete ${kind}`}
      look="destroy"
      leave="Keep it"
      change={remove}
      onClose={onClose}
      onAnswer={() => remove.mutate({ kind, point }, { onSuccess })}
    />
  );
}
