import type { z } from "zod";
import type { Ctx } from "../kernel/index.ts";
import type { storedService } from "./schema.ts";

type Service = z.output<typeof storedService>;

export const sourceKey = (service: Service): string => (service ? `${service.table}:${service.id}` : "");

/** The tenant's servers that came from these rows of the other system, by `sourceKey`; those that are gone are left out. */
export async function serversBySource(ctx: Ctx, tenant: string | null, services: readonly Service[]) {
  const ids = [...new Set(services.flatMap((service) => (service ? [service.id] : [])))];
  if (tenant === null || ids.length === 0) return new Map<string, { id: string; name: string }>();
  const rows = await ctx.db
    .selectFrom("servers")
    .innerJoin("server_adoptions", "server_adoptions.server_id", "servers.id")
    .select(["servers.id", "servers.name", "server_adoptions.source_table", "server_adoptions.source_id"])
    .where("servers.tenant_id", "=", tenant)
    .where("servers.deleted_at", "is", null)
    .where("server_adoptions.source_id", "in", ids)
    .execute();
  return new Map(
    rows.map(({ id, name, source_table, source_id }) => [
      sourceKey({ table: source_table, id: source_id }),
      { id, name },
    ]),
  );
}
