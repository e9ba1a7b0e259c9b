import type { Schema } from "@hostwright/sdk";
import type { TestSystem } from "../system.ts";

/** What a server's owner does with snapshots and backups. */
const given = <T>(answer: { data?: T; error?: unknown }): T => {
  if (!answer.data) throw new Error(JSON.stringify(answer.error));
  return answer.data;
};

export async function takeSnapshot(system: TestSystem, id: string): Promise<{ action: string; snapshot: string }> {
  const answer = await system.owner.POST("/v1/servers/{id}/snapshots", { params: { path: { id } }, body: {} });
  const { action, snapshot } = given(answer);
  return { action: action.id, snapshot: snapshot.id };
}

export async function deleteSnapshot(system: TestSystem, id: string, snapshot: string): Promise<string> {
  const params = { path: { id, snapshot } };
  return given(await system.owner.DELETE("/v1/servers/{id}/snapshots/{snapshot}", { params })).action.id;
}

export async function rollBack(system: TestSystem, id: string, snapshot: string): Promise<string> {
  const params = { path: { id, snapshot } };
  const path = "/v1/servers/{id}/snapshots/{snapshot}/actions/rollback";
  return given(await system.owner.POST(path, { params })).action.id;
}

export async function snapshotsOf(system: TestSystem, id: string): Promise<Schema<"Snapshot">[]> {
  return given(await system.owner.GET("/v1/servers/{id}/snapshots", { params: { path: { id } } })).snapshots;
}

export async function backUp(system: TestSystem, id: string, label = ""): Promise<{ action: string; backup: string }> {
  const answer = await system.owner.POST("/v1/servers/{id}/backups", { params: { path: { id } }, body: { label } });
  const { action, backup } = given(answer);
  return { action: action.id, backup: backup.id };
}

export async function deleteBackup(system: TestSystem, id: string, backup: string): Promise<string> {
  const params = { path: { id, backup } };
  return given(await system.owner.DELETE("/v1/servers/{id}/backups/{backup}", { params })).action.id;
}

export async function restore(system: TestSystem, id: string, backup: string): Promise<string> {
  const params = { path: { id, backup } };
  return given(await system.owner.POST("/v1/servers/{id}/backups/{backup}/actions/restore", { params })).action.id;
}

export async function protect(system: TestSystem, id: string, backup: string): Promise<void> {
  const params = { path: { id, backup } };
  given(await system.owner.PATCH("/v1/servers/{id}/backups/{backup}", { params, body: { protected: true } }));
}

export async function backupsOf(system: TestSystem, id: string): Promise<Schema<"Backup">[]> {
  return given(await system.owner.GET("/v1/servers/{id}/backups", { params: { path: { id } } })).backups;
}

export async function schedule(
  system: TestSystem,
  id: string,
  body: { frequency: "daily" | "weekly"; hour: number; keep: number },
): Promise<Schema<"BackupSchedule">> {
  const answer = given(await system.owner.PUT("/v1/servers/{id}/backup-schedule", { params: { path: { id } }, body }));
  if (!answer.backup_schedule) throw new Error("no schedule");
  return answer.backup_schedule;
}

/** Archives there are of any machine a server has had. */
export const archivesOf = (system: TestSystem, id: string) =>
  system
    .testbed()
    .cluster.volumes()
    .filter((volume) => volume.content === "backup" && volume.notes?.startsWith(`hostwright:${id}:`));
