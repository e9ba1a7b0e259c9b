"use client";

import { serverCan } from "@hostwright/core/server/state";
import { useQuery } from "@tanstack/react-query";
import { Camera } from "lucide-react";
import { useState } from "react";
import { snapshotsQuery } from "@/lib/api/backups.ts";
import type { ServerDetail, Snapshot } from "@/lib/api/shapes.ts";
import { formatDisk } from "@/lib/format.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { reasonOf } from "../servers/reason.ts";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { MakeDialog } from "./make-dialog.tsx";
import { PointRow } from "./point-row.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import { RestoreDialog } from "./restore-dialog.tsx";

type Open = { what: "make" } | { what: "restore" | "remove"; snapshot: Snapshot };

export function SnapshotsSection({ server }: { server: ServerDetail }) {
  const { data, error } = useQuery(snapshotsQuery(server.id));
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const noMake = useMissing("backup:create") ?? reasonOf(serverCan.snapshot(server));
  const noRemove = useMissing("backup:delete") ?? reasonOf(serverCan.snapshot(server));
  const noRestore = useMissing("backup:restore") ?? reasonOf(serverCan.restore(server));
  const full =
    data && data.snapshots.length >= data.limit
      ? `A server may have ${data.limit} snapshots. Delete one first.`
      : undefined;
  return (
    <Section
      title="Snapshots"
      className="p-0"
      aside={
        <ReasonButton size="sm" reason={noMake ?? full} onClick={() => setOpen({ what: "make" })}>
          <Camera aria-hidden />
          Take a snapshot
        </ReasonButton>
      }
    >
      {error && (
        <div className="p-4">
          <ProblemNotice error={error} />
        </div>
      )}
      {!data && !error && <Skeleton className="m-4 h-10" />}
      {data?.snapshots.length === 0 && (
        <p className="p-4 text-muted text-sm">
          None. A snapshot keeps the disk as it is now in seconds: take one before an upgrade, and delete it when all is
          well. It lies on the server's own disk, so it is no backup.
        </p>
      )}
      <ul className="divide-y" aria-label="Snapshots">
        {data?.snapshots.map((snapshot) => {
          const incomplete = snapshot.status === "available" ? undefined : "This snapshot is not complete.";
          return (
            <PointRow
              key={snapshot.id}
              name={snapshot.name}
              status={snapshot.status}
              created={snapshot.created}
              facts={`${formatDisk(snapshot.disk_gb)} disk`}
              actions={
                <>
                  <ReasonButton
                    size="sm"
                    reason={noRestore ?? incomplete}
                    onClick={() => setOpen({ what: "restore", snapshot })}
                    aria-label={`Go back to ${snapshot.name}`}
                  >
                    Go back…
                  </ReasonButton>
                  <ReasonButton
                    size="sm"
                    look="danger"
                    reason={noRemove}
                    onClick={() => setOpen({ what: "remove", snapshot })}
                    aria-label={`Delete ${snapshot.name}`}
                  >
                    Delete…
                  </ReasonButton>
                </>
              }
            />
          );
        })}
      </ul>
      {open?.what === "make" && <MakeDialog server={server} kind="snapshot" onClose={close} />}
      {open?.what === "restore" && (
        <RestoreDialog
          server={server}
          kind="snapshot"
          point={open.snapshot}
          name={open.snapshot.name}
          onClose={close}
        />
      )}
      {open?.what === "remove" && (
        <RemoveDialog
          server={server}
          kind="snapshot"
          point={open.snapshot.id}
          name={open.snapshot.name}
          onClose={close}
        />
      )}
    </Section>
  );
}
