import { type App, type Ctx, system, transact } from "../kernel/index.ts";
import { type Frame, type Side, writeFrame } from "./frames.ts";
import { consoleAt } from "./live.ts";
import { hashTicket, newTicket, sideOf } from "./ticket.ts";

/** A text for one connection. */
export interface Post {
  connection: string;
  text: string;
}
export const post = (connection: string, frame: Frame): Post => ({ connection, text: writeFrame(frame) });

const COLUMNS = {
  browser: { connection: "browser_connection", ticket: "browser_ticket", until: "browser_until" },
  relay: { connection: "relay_connection", ticket: "relay_ticket", until: "relay_until" },
} as const satisfies Record<Side, object>;
const other = (side: Side): Side => (side === "browser" ? "relay" : "browser");

export const act = <T>(app: App, requestId: string, run: (ctx: Ctx) => Promise<T>): Promise<T> =>
  transact({ app, actor: system("console"), requestId }, run);

/** Lets a side in for its ticket, once; an earlier connection of that side is cut. @returns false for any other ticket. */
export async function connectConsole(app: App, request: { id: string; connection: string; ticket: string }) {
  const side = sideOf(request.ticket);
  if (!side) return false;
  return act(app, request.id, async (ctx) => {
    const mine = COLUMNS[side];
    const row = await ctx.db
      .selectFrom("consoles")
      .selectAll()
      .where(mine.ticket, "=", hashTicket(request.ticket))
      .where("ended_at", "is", null)
      .forUpdate()
      .executeTakeFirst();
    const until = row?.[mine.until];
    if (!row || !until || until <= ctx.now) return false;
    const before = row[mine.connection];
    if (before) ctx.send({ topic: "socket", connection: before, text: null, close: true });
    await ctx.db
      .updateTable("consoles")
      .set({
        [mine.ticket]: null,
        [mine.until]: null,
        [mine.connection]: request.connection,
        apart_since: row[COLUMNS[other(side)].connection] ? null : (row.apart_since ?? ctx.now),
      })
      .where("id", "=", row.id)
      .execute();
    return true;
  });
}

/** The side that has connected is told whether the other is there, and gets the ticket for its next connection. */
export function welcome(app: App, request: { id: string; connection: string }): Promise<Post[]> {
  return act(app, request.id, async (ctx) => {
    const found = await consoleAt(ctx, request.connection);
    if (!found) return [];
    const { row, side } = found;
    const next = newTicket(side);
    await ctx.db
      .updateTable("consoles")
      .set({ [COLUMNS[side].ticket]: next.hash, [COLUMNS[side].until]: row.ends_at })
      .where("id", "=", row.id)
      .where(COLUMNS[side].connection, "=", request.connection)
      .execute();
    const peer = row[COLUMNS[other(side)].connection];
    return [
      post(request.connection, { t: "welcome", resume: next.ticket, peer: peer !== null }),
      ...(peer ? [post(peer, { t: "peer", there: true })] : []),
    ];
  });
}

/** A connection is gone; the other side is told. It may come back with its next ticket. */
export function disconnectConsole(app: App, request: { id: string; connection: string }): Promise<Post[]> {
  return act(app, request.id, async (ctx) => {
    const found = await consoleAt(ctx, request.connection);
    if (!found) return [];
    const { row, side } = found;
    await ctx.db
      .updateTable("consoles")
      .set({ [COLUMNS[side].connection]: null, apart_since: row.apart_since ?? ctx.now })
      .where("id", "=", row.id)
      .where(COLUMNS[side].connection, "=", request.connection)
      .execute();
    const peer = row[COLUMNS[other(side)].connection];
    return peer ? [post(peer, { t: "peer", there: false })] : [];
  });
}
