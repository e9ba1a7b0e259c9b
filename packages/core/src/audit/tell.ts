import type { Ctx } from "../kernel/index.ts";
import { wantsAudit } from "../webhook/index.ts";
import type { AuditRow } from "./chain.ts";

/** What deliveries themselves write down: telling of it would be a delivery again. */
const byDeliveries = (row: AuditRow): boolean => row.actor_type === "system" && row.command.startsWith("webhook.");

/**
 * Tells the tenant's webhooks that ask for it what was sealed, in its order. Ids and outcomes alone: the bus keeps events for
 * months, which no erasure reaches. The rest is to be had from `GET /v1/audit/stream`, by who may read it.
 */
export async function tellOf(ctx: Ctx, tenant: string, rows: readonly AuditRow[]): Promise<void> {
  const told = rows.filter((row) => !byDeliveries(row));
  if (told.length === 0 || !(await wantsAudit(ctx, tenant))) return;
  for (const row of told) {
    // Staff are not to be found by those they suspend.
    const actor = row.actor_type === "operator" ? "operator" : row.actor_id;
    ctx.send({
      topic: "event",
      type: "audit.recorded",
      tenant,
      payload: {
        entry: row.id,
        seq: row.seq,
        hash: row.hash,
        at: row.at.toISOString(),
        actor: { type: row.actor_type, id: actor },
        support: row.support_id !== null,
        command: row.command,
        outcome: row.outcome,
        resource: row.resource_type && row.resource_id ? { type: row.resource_type, id: row.resource_id } : null,
      },
    });
  }
}
