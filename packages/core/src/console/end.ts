import type { Selectable } from "kysely";
import { affected } from "../kernel/database/index.ts";
import { type Ctx, insertAudit } from "../kernel/index.ts";
import { type EndCode, writeFrame } from "./frames.ts";
import type { ConsoleTable } from "./tables.ts";

export type ConsoleRow = Selectable<ConsoleTable>;

/** Ends a console, once: both sides are told why and disconnected, and their tickets are worth nothing. */
export async function end(ctx: Ctx, row: ConsoleRow, code: EndCode): Promise<void> {
  const result = await ctx.db
    .updateTable("consoles")
    .set({
      ended_at: ctx.now,
      end_code: code,
      browser_ticket: null,
      relay_ticket: null,
      browser_connection: null,
      relay_connection: null,
    })
    .where("id", "=", row.id)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  if (affected(result) === 0) return;
  for (const connection of [row.browser_connection, row.relay_connection])
    if (connection) ctx.send({ topic: "socket", connection, text: writeFrame({ t: "end", code }), close: true });
  await insertAudit(ctx, "server.console.end", "done", {
    tenant: row.tenant_id,
    resource: { type: "server", id: row.server_id },
    changes: { console: row.id, code },
  });
}
