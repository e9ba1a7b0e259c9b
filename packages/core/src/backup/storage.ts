import { AppError, type Ctx } from "../kernel/index.ts";

/** The storage for backups at a server's endpoint; null where there is none. */
export async function storageOffered(ctx: Ctx, server: string): Promise<string | null> {
  const row = await ctx.db
    .selectFrom("servers")
    .innerJoin("endpoints", "endpoints.id", "servers.endpoint_id")
    .select("endpoints.backup_storage")
    .where("servers.id", "=", server)
    .executeTakeFirst();
  return row?.backup_storage ?? null;
}

/** @throws AppError `resource_unavailable` */
export async function backupStorage(ctx: Ctx, server: string): Promise<string> {
  const storage = await storageOffered(ctx, server);
  if (storage === null)
    throw new AppError("resource_unavailable", "Backups are not offered at this server's location.");
  return storage;
}
