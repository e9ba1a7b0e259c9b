"use client";

import { serverCan } from "@hostwright/core/server/state";
import { useQuery } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { useState } from "react";
import { backupsQuery } from "@/lib/api/backups.ts";
import type { Backup, ServerDetail } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { reasonOf } from "../servers/reason.ts";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { BackupRow, nameOf } from "./backup-row.tsx";
import { MakeDialog } from "./make-dialog.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import { RestoreDialog } from "./restore-dialog.tsx";

type Open = { what: "make" } | { what: "restore" | "remove"; backup: Backup };

export function BackupsSection({ server }: { server: ServerDetail }) {
  const { data, error } = useQuery(backupsQuery(server.id));
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const missing = useMissing("backup:create");
  const manual = data?.backups.filter(({ kind }) => kind === "manual").length ?? 0;
  const full =
    data && manual >= data.limit ? `A server may have ${data.limit} manual backups. Delete one first.` : undefined;
  const notOffered = data?.offered === false ? "Backups are not offered at this server's location." : undefined;
  return (
    <Section
      title="Backups"
      className="p-0"
      aside={
        <ReasonButton
          size="sm"
          reason={missing ?? notOffered ?? reasonOf(serverCan.backup(server)) ?? full}
          onClick={() => setOpen({ what: "make" })}
        >
          <Archive aria-hidden />
          Back up now
        </ReasonButton>
      }
    >
      {error && (
        <div className="p-4">
          <ProblemNotice error={error} />
        </div>
      )}
      {!data && !error && <Skeleton className="m-4 h-10" />}
      {data?.backups.length === 0 && (
        <p className="p-4 text-muted text-sm">
          {notOffered ??
            "None yet. A backup is a copy of the disk on another storage, made while the server runs. Make one now, or have one made every day."}
        </p>
      )}
      <ul className="divide-y" aria-label="Backups">
        {data?.backups.map((backup) => (
          <BackupRow
            key={backup.id}
            server={server}
            backup={backup}
            onRestore={() => setOpen({ what: "restore", backup })}
            onRemove={() => setOpen({ what: "remove", backup })}
          />
        ))}
      </ul>
      {open?.what === "make" && <MakeDialog server={server} kind="backup" onClose={close} />}
      {open?.what === "restore" && (
        <RestoreDialog server={server} kind="backup" point={open.backup} name={nameOf(open.backup)} onClose={close} />
      )}
      {open?.what === "remove" && (
        <RemoveDialog server={server} kind="backup" point={open.backup.id} name={nameOf(open.backup)} onClose={close} />
      )}
    </Section>
  );
}
