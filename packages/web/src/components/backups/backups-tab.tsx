"use client";

import type { ServerDetail } from "@/lib/api/shapes.ts";
import { BackupsSection } from "./backups-section.tsx";
import { ScheduleSection } from "./schedule-section.tsx";
import { SnapshotsSection } from "./snapshots-section.tsx";
import { useFreshPoints } from "./use-fresh-points.ts";

/** What a server can go back to: its backups elsewhere, and the snapshots on its own disk. */
export default function BackupsTab({ server }: { server: ServerDetail }) {
  useFreshPoints(server);
  return (
    <div className="flex flex-col gap-4">
      <BackupsSection server={server} />
      <ScheduleSection server={server} />
      <SnapshotsSection server={server} />
    </div>
  );
}
