import { type App, openCtx, system } from "../kernel/index.ts";
import { act, type Post, post, welcome } from "./connect.ts";
import { end } from "./end.ts";
import { type EndCode, isPassed, readFrame } from "./frames.ts";
import { consoleAt } from "./live.ts";

const MINUTE = 60_000;

interface Said {
  /** Of the invocation. */
  id: string;
  connection: string;
  body: string;
}

/**
 * Takes one message of one side. Every message is looked up together with the server and the user's role as they are
 * now, in one statement: what a hold or a lost role forbids does not get through, whatever else has not heard of it yet.
 * @returns what to post to whom, in order
 */
export async function takeFrame(app: App, said: Said): Promise<Post[]> {
  const ctx = openCtx({ app, actor: system("console"), requestId: said.id }, app.db.kysely);
  const found = await consoleAt(ctx, said.connection);
  if (!found) return [post(said.connection, { t: "end", code: "closed" })];
  const { row, side } = found;
  const frame = readFrame(said.body);
  const over: EndCode | undefined =
    found.over ?? (frame === undefined ? "bad_frame" : frame.t === "end" ? frame.code : undefined);
  if (over || !frame) {
    await act(app, said.id, (trx) => end(trx, row, over ?? "bad_frame"));
    return [];
  }
  if (frame.t === "hello") return welcome(app, said);
  if (frame.t === "ping") return [post(said.connection, { t: "pong" })];
  if (!isPassed(side, frame)) {
    await act(app, said.id, (trx) => end(trx, row, "bad_frame"));
    return [];
  }
  if (side === "browser" && frame.t === "data" && ctx.now.getTime() - row.input_at.getTime() > MINUTE)
    await ctx.db.updateTable("consoles").set({ input_at: ctx.now }).where("id", "=", row.id).execute();
  const peer = side === "browser" ? row.relay_connection : row.browser_connection;
  // Nobody there: it is kept by its sender, and sent again to who comes.
  return peer ? [{ connection: peer, text: said.body }] : [];
}
