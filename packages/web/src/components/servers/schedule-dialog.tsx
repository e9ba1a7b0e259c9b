"use client";

import { useState } from "react";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { formatMoment } from "@/lib/format.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, NativeSelect } from "../ui/field.tsx";
import { useServerChanges } from "./use-server-changes.ts";

const CHOICES = [
  [24, "In a day"],
  [72, "In 3 days"],
  [168, "In a week"],
  [720, "In 30 days"],
  [2160, "In 90 days"],
] as const;
const HOUR_MS = 3_600_000;

export default function ScheduleDialog({ server, onClose }: { server: ServerDetail; onClose: () => void }) {
  const { schedule } = useServerChanges(server);
  const [hours, setHours] = useState(168);
  return (
    <AskDialog
      title={`Schedule the deletion of ${server.name}`}
      description="The server is shut down now. Its disks and addresses are kept until then; cancelling brings nothing back but the choice to start it."
      verb="Schedule deletion"
      look="destroy"
      leave="Keep it"
      change={schedule}
      onClose={onClose}
      onAnswer={() => schedule.mutate(hours, { onSuccess: onClose })}
    >
      <Field label="Delete it" hint={`On ${formatMoment(new Date(Date.now() + hours * HOUR_MS).toISOString())}`}>
        {(wiring) => (
          <NativeSelect {...wiring} value={hours} onChange={(event) => setHours(Number(event.target.value))}>
            {CHOICES.map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
    </AskDialog>
  );
}
