"use client";

import type { ServerDetail } from "@/lib/api/shapes.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
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
    <Dialog
      open
      onClose={onClose}
      title={`Delete ${name}?`}
      description={`The ${kind} cannot be brought back. The server and its disk stay as they are, and it keeps running.`}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="destroy" busy={remove.isPending} onClick={() => remove.mutate({ kind, point }, { onSuccess })}>
            Delete {kind}
          </Button>
        </>
      }
    >
      {remove.error ? <ProblemNotice error={remove.error} /> : null}
    </Dialog>
  );
}
