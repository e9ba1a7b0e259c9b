"use client";

import { serverCan } from "@hostwright/core/server/state";
import type { Backup, ServerDetail } from "@/lib/api/shapes.ts";
import { formatDisk, formatMoment } from "@/lib/format.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { reasonOf } from "../servers/reason.ts";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Badge } from "../ui/status.tsx";
import { PointRow } from "./point-row.tsx";
import { useBackupChanges } from "./use-backup-changes.ts";

export const nameOf = (backup: Backup): string =>
  backup.label || `${backup.kind === "scheduled" ? "Scheduled backup" : "Backup"} of ${formatMoment(backup.created)}`;

const sizeOf = ({ size_bytes, disk_gb }: Backup): string =>
  `${size_bytes === null ? "" : `${formatDisk(size_bytes / 1024 ** 3)}, of a `}${formatDisk(disk_gb)} disk`;

interface Props {
  server: ServerDetail;
  backup: Backup;
  onRestore: () => void;
  onRemove: () => void;
}

export function BackupRow({ server, backup, onRestore, onRemove }: Props) {
  const { change } = useBackupChanges(server.id);
  const noChange = useMissing("backup:create");
  const noRemove = useMissing("backup:delete");
  const noRestore = useMissing("backup:restore") ?? reasonOf(serverCan.restore(server));
  const busy = backup.action ? "Another action is working on this backup." : undefined;
  const incomplete = backup.status === "available" ? undefined : "This backup is not complete.";
  const larger =
    backup.disk_gb > server.disk_gb
      ? `It needs a disk of ${formatDisk(backup.disk_gb)}: choose a larger plan first.`
      : undefined;
  const guarded = backup.protected ? "This backup is protected. Release it first." : undefined;
  const name = nameOf(backup);
  return (
    <PointRow
      name={name}
      status={backup.status}
      created={backup.created}
      facts={sizeOf(backup)}
      badges={
        <>
          {backup.kind === "scheduled" && <Badge>Scheduled</Badge>}
          {backup.protected && <Badge tone="good">Protected</Badge>}
        </>
      }
      actions={
        <>
          <ReasonButton
            size="sm"
            reason={noRestore ?? incomplete ?? busy ?? larger}
            onClick={onRestore}
            aria-label={`Restore ${name}`}
          >
            Restore…
          </ReasonButton>
          <ReasonButton
            size="sm"
            reason={noChange ?? incomplete}
            busy={change.isPending}
            onClick={() => change.mutate({ backup: backup.id, protected: !backup.protected })}
            aria-label={`${backup.protected ? "Release" : "Protect"} ${name}`}
          >
            {backup.protected ? "Release" : "Protect"}
          </ReasonButton>
          <ReasonButton
            size="sm"
            look="danger"
            reason={noRemove ?? guarded ?? busy}
            onClick={onRemove}
            aria-label={`Delete ${name}`}
          >
            Delete…
          </ReasonButton>
        </>
      }
    />
  );
}
