import type { App } from "@hostwright/core/kernel";
import { type Letter, postDue } from "@hostwright/core/notice";
import middy from "@middy/core";
import { whileInTime } from "./in-time.ts";

/** As long as a mail server may take for the letters that are posted together. */
const SPARE_MS = 60_000;

/** Posts the letters that are due, whatever woke it: the event after one was written, or the clock. */
export function mailHandler(app: () => App, send: (letter: Letter) => Promise<void>) {
  return middy<unknown, void>().handler(async (_event, context) => {
    await whileInTime(app(), context, SPARE_MS, (timed) => postDue(timed, send));
  });
}
