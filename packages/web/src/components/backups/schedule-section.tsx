"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { backupsQuery, scheduleQuery } from "@/lib/api/backups.ts";
import type { BackupSchedule, ServerDetail } from "@/lib/api/shapes.ts";
import { formatMoment } from "@/lib/format.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { hourTitle } from "./hours.ts";
import { ScheduleForm } from "./schedule-form.tsx";
import { useBackupChanges } from "./use-backup-changes.ts";

const rhythm = ({ frequency, weekday, hour }: BackupSchedule): string =>
  `${frequency === "daily" ? "Every day" : `Every ${weekday?.replace(/^./, (first) => first.toUpperCase())}`}, between ${hourTitle(hour)} and ${hourTitle(hour + 4)} UTC`;

/** When backups are made by themselves, and how many are kept. */
export function ScheduleSection({ server }: { server: ServerDetail }) {
  const { data: schedule, isPending } = useQuery(scheduleQuery(server.id));
  const { data: backups } = useQuery(backupsQuery(server.id));
  const { endSchedule } = useBackupChanges(server.id);
  const [editing, setEditing] = useState(false);
  const missing = useMissing("backup:schedule");
  const notOffered = backups?.offered === false ? "Backups are not offered at this server's location." : undefined;
  return (
    <Section
      title="Backup schedule"
      aside={
        !editing && (
          <span className="flex flex-wrap gap-2">
            {schedule && (
              <ReasonButton
                size="sm"
                look="quiet"
                reason={missing}
                busy={endSchedule.isPending}
                onClick={() => endSchedule.mutate()}
              >
                End schedule
              </ReasonButton>
            )}
            <ReasonButton size="sm" reason={missing ?? notOffered} onClick={() => setEditing(true)}>
              {schedule ? "Change schedule" : "Set a schedule"}
            </ReasonButton>
          </span>
        )
      }
    >
      {editing ? (
        <ScheduleForm server={server.id} schedule={schedule ?? undefined} onClose={() => setEditing(false)} />
      ) : isPending ? (
        <Skeleton className="h-10" />
      ) : schedule ? (
        <div className="flex flex-col gap-1 text-sm">
          <p>{rhythm(schedule)}.</p>
          <p className="text-muted text-xs">
            {schedule.keep === 1 ? "The newest is" : `The newest ${schedule.keep} are`} kept; protected ones and those
            made by hand do not count. Next: {formatMoment(schedule.next)}.
            {schedule.last ? ` Last: ${formatMoment(schedule.last)}.` : ""}
          </p>
        </div>
      ) : (
        <p className="text-muted text-sm">None. Set one, and a backup is made every day or every week by itself.</p>
      )}
    </Section>
  );
}
