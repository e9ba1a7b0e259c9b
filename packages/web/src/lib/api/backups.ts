import { queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey, unwrap } from "./client.ts";
import { FAST, SLOW } from "./polling.ts";
import type { BackupScheduleSettings } from "./shapes.ts";

/** All of a server's: there cannot be more than a page of them. */
const ALL = { limit: 100 };
const settled = (list: { status: string }[] | undefined) =>
  list?.some(({ status }) => status === "creating" || status === "deleting") ? FAST : SLOW;

export const snapshotsQuery = (id: string) =>
  queryOptions({
    queryKey: ["servers", "snapshots", id],
    queryFn: () => unwrap(api.GET("/v1/servers/{id}/snapshots", { params: { path: { id }, query: ALL } })),
    refetchInterval: ({ state }) => settled(state.data?.snapshots),
  });
export const backupsQuery = (id: string) =>
  queryOptions({
    queryKey: ["servers", "backups", id],
    queryFn: () => unwrap(api.GET("/v1/servers/{id}/backups", { params: { path: { id }, query: ALL } })),
    refetchInterval: ({ state }) => settled(state.data?.backups),
  });
export const scheduleQuery = (id: string) =>
  queryOptions({
    queryKey: ["servers", "backup-schedule", id],
    queryFn: async () =>
      (await unwrap(api.GET("/v1/servers/{id}/backup-schedule", { params: { path: { id } } }))).backup_schedule,
  });

const keyed = <P extends object>(path: P) => ({
  params: { path, header: { "Idempotency-Key": newIdempotencyKey() } },
});

export const takeSnapshot = (id: string, name: string) =>
  unwrap(api.POST("/v1/servers/{id}/snapshots", { ...keyed({ id }), body: name ? { name } : {} }));
export const deleteSnapshot = (id: string, snapshot: string) =>
  unwrap(api.DELETE("/v1/servers/{id}/snapshots/{snapshot}", { params: { path: { id, snapshot } } }));
export const rollBack = (id: string, snapshot: string) =>
  unwrap(api.POST("/v1/servers/{id}/snapshots/{snapshot}/actions/rollback", keyed({ id, snapshot })));

export const makeBackup = (id: string, label: string) =>
  unwrap(api.POST("/v1/servers/{id}/backups", { ...keyed({ id }), body: { label } }));
export const changeBackup = (id: string, backup: string, body: { label?: string; protected?: boolean }) =>
  unwrap(api.PATCH("/v1/servers/{id}/backups/{backup}", { params: { path: { id, backup } }, body }));
export const deleteBackup = (id: string, backup: string) =>
  unwrap(api.DELETE("/v1/servers/{id}/backups/{backup}", { params: { path: { id, backup } } }));
export const restoreBackup = (id: string, backup: string) =>
  unwrap(api.POST("/v1/servers/{id}/backups/{backup}/actions/restore", keyed({ id, backup })));

export const setSchedule = (id: string, body: BackupScheduleSettings) =>
  unwrap(api.PUT("/v1/servers/{id}/backup-schedule", { params: { path: { id } }, body }));
export const endSchedule = (id: string) =>
  unwrap(api.DELETE("/v1/servers/{id}/backup-schedule", { params: { path: { id } } }));
