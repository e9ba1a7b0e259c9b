import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  changeBackup,
  deleteBackup,
  deleteSnapshot,
  endSchedule,
  makeBackup,
  restoreBackup,
  rollBack,
  setSchedule,
  takeSnapshot,
} from "@/lib/api/backups.ts";
import type { BackupScheduleSettings } from "@/lib/api/shapes.ts";
import { notifyProblem } from "@/lib/notify.tsx";
import { toast } from "@/lib/toast.ts";

/** Changes of a server's snapshots and backups, each followed by fresh state of all that they touch. */
export function useBackupChanges(id: string) {
  const client = useQueryClient();
  const onSettled = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["servers"] }),
      client.invalidateQueries({ queryKey: ["actions"] }),
      client.invalidateQueries({ queryKey: ["audit"] }),
    ]);
  const said = (text: string) => () => {
    toast.success(text);
  };
  return {
    snapshot: useMutation({
      mutationFn: (name: string) => takeSnapshot(id, name),
      onSuccess: said("Taking a snapshot"),
      onSettled,
    }),
    backUp: useMutation({
      mutationFn: (label: string) => makeBackup(id, label),
      onSuccess: said("Making a backup"),
      onSettled,
    }),
    change: useMutation({
      mutationFn: ({ backup, ...body }: { backup: string; label?: string; protected?: boolean }) =>
        changeBackup(id, backup, body),
      onError: (error) => notifyProblem(error, "Changing the backup"),
      onSettled,
    }),
    remove: useMutation({
      mutationFn: async ({ kind, point }: { kind: "snapshot" | "backup"; point: string }) =>
        (await (kind === "snapshot" ? deleteSnapshot(id, point) : deleteBackup(id, point))).action,
      onSettled,
    }),
    goBack: useMutation({
      mutationFn: ({ kind, point }: { kind: "snapshot" | "backup"; point: string }) =>
        kind === "snapshot" ? rollBack(id, point) : restoreBackup(id, point),
      onSuccess: said("Bringing the disk back"),
      onSettled,
    }),
    schedule: useMutation({
      mutationFn: (body: BackupScheduleSettings) => setSchedule(id, body),
      onSuccess: said("Schedule saved"),
      onSettled,
    }),
    endSchedule: useMutation({
      mutationFn: () => endSchedule(id),
      onSuccess: said("No more scheduled backups"),
      onError: (error) => notifyProblem(error, "Ending the schedule"),
      onSettled,
    }),
  };
}
