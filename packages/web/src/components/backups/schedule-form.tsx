"use client";

import { useState } from "react";
import type { BackupSchedule, BackupScheduleSettings } from "@/lib/api/shapes.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Field, NativeSelect } from "../ui/field.tsx";
import { hourTitle } from "./hours.ts";
import { useBackupChanges } from "./use-backup-changes.ts";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const KEEP = Array.from({ length: 14 }, (_, index) => index + 1);
const isDay = (value: string): value is (typeof DAYS)[number] => DAYS.some((day) => day === value);

interface Props {
  server: string;
  schedule: BackupSchedule | undefined;
  onClose: () => void;
}

export function ScheduleForm({ server, schedule, onClose }: Props) {
  const { schedule: save } = useBackupChanges(server);
  /** A day of the week, or every day. */
  const [day, setDay] = useState<string>(schedule?.weekday ?? "daily");
  const [hour, setHour] = useState(schedule?.hour ?? 2);
  const [keep, setKeep] = useState(schedule?.keep ?? 7);
  const body: BackupScheduleSettings = isDay(day)
    ? { frequency: "weekly", weekday: day, hour, keep }
    : { frequency: "daily", hour, keep };
  const fewer = schedule !== undefined && keep < schedule.keep;
  return (
    <form
      className="flex flex-col gap-4"
      aria-label="Backup schedule"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(body, { onSuccess: onClose });
      }}
    >
      {save.error && <ProblemNotice error={save.error} />}
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="How often">
          {(wiring) => (
            <NativeSelect {...wiring} value={day} onChange={(event) => setDay(event.target.value)}>
              <option value="daily">Every day</option>
              {DAYS.map((one) => (
                <option key={one} value={one}>
                  Every {one.charAt(0).toUpperCase() + one.slice(1)}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field label="Begins between (UTC)">
          {(wiring) => (
            <NativeSelect {...wiring} value={hour} onChange={(event) => setHour(Number(event.target.value))}>
              {HOURS.map((one) => (
                <option key={one} value={one}>
                  {hourTitle(one)} and {hourTitle(one + 4)}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field label="Keep" hint={fewer ? "The oldest beyond that are deleted after the next backup." : undefined}>
          {(wiring) => (
            <NativeSelect {...wiring} value={keep} onChange={(event) => setKeep(Number(event.target.value))}>
              {KEEP.map((one) => (
                <option key={one} value={one}>
                  {one === 1 ? "the newest" : `the newest ${one}`}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" busy={save.isPending}>
          Save schedule
        </Button>
      </div>
    </form>
  );
}
