import { whileTime } from "../kernel/deadline.ts";
import { type App, openCtx, system } from "../kernel/index.ts";
import { act } from "./connect.ts";
import { type ConsoleRow, end } from "./end.ts";
import type { EndCode } from "./frames.ts";
import { openConsoles } from "./live.ts";

/** As long as both sides have to find each other; they give up sooner themselves. */
const APART_MS = 90_000;
const KEPT_DAYS = 30;

/** Schedule: ends the consoles that may not go on, or whose sides do not find each other. */
export async function endConsoles(app: App, limit = 200): Promise<number> {
  const now = app.clock.now();
  const over = (
    await openConsoles(
      openCtx({ app, actor: system("schedule consoles"), requestId: "schedule" }, app.db.kysely),
      limit,
    )
  ).flatMap(({ row, over: code }) => {
    const reason = code ?? (isApart(row, now) ? whoIsMissing(row) : undefined);
    return reason ? [{ row, reason }] : [];
  });
  for (const { row, reason } of whileTime(app, over)) await act(app, "schedule", (ctx) => end(ctx, row, reason));
  return over.length;
}

const isApart = ({ apart_since }: ConsoleRow, now: Date): boolean =>
  apart_since !== null && now.getTime() - apart_since.getTime() > APART_MS;

const whoIsMissing = (row: ConsoleRow): EndCode => (row.relay_connection ? "browser_gone" : "relay_lost");

/** Schedule: forgets consoles that ended long ago; the audit trail keeps that they were. */
export async function forgetConsoles(app: App): Promise<void> {
  const before = new Date(app.clock.now().getTime() - KEPT_DAYS * 24 * 3600 * 1000);
  await app.db.kysely.deleteFrom("consoles").where("ended_at", "<", before).execute();
}
