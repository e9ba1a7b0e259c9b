import { jsonIn, upsert } from "../kernel/database/index.ts";
import type { Ctx, Work } from "../kernel/index.ts";
import { OPEN_FIREWALL, type ServerRow, serverResults, subjectServer } from "../server/index.ts";
import type { FirewallSettings } from "./schema.ts";

/** Writes part of what is set for a server; the rest stays as it is. */
export async function record(
  ctx: Ctx,
  server: Pick<ServerRow, "id" | "tenant_id">,
  change: { settings?: FirewallSettings; smtp_open?: boolean; foreign_rules?: number },
): Promise<void> {
  const { settings, smtp_open, foreign_rules } = change;
  await upsert(
    ctx.db,
    "firewalls",
    {
      server_id: server.id,
      tenant_id: server.tenant_id,
      settings: jsonIn(settings ?? { ...OPEN_FIREWALL, rules: [] }),
      smtp_open: smtp_open ?? false,
      foreign_rules: foreign_rules ?? 0,
      updated_at: ctx.now,
    },
    {
      keys: ["server_id"],
      update: [
        "updated_at",
        ...(settings === undefined ? [] : (["settings"] as const)),
        ...(smtp_open === undefined ? [] : (["smtp_open"] as const)),
        ...(foreign_rules === undefined ? [] : (["foreign_rules"] as const)),
      ],
    },
  );
}

/** Takes what the relay saw beside ours: operators and the customer are told how many rules of others stand above. */
export async function takeForeign(ctx: Ctx, work: Work, result: unknown): Promise<void> {
  const { foreign_rules } = serverResults["server.protect"].parse(result);
  await record(ctx, await subjectServer(ctx, work.subject.id), { foreign_rules });
}
