import type { App } from "@hostwright/core/kernel";
import { type Letter, postDue } from "@hostwright/core/notice";
import middy from "@middy/core";

/** Posts the letters that are due, whatever woke it: the event after one was written, or the clock. */
export function mailHandler(app: () => App, send: (letter: Letter) => Promise<void>) {
  return middy<unknown, void>().handler(async () => {
    await postDue(app(), send);
  });
}
