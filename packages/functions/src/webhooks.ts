import type { App } from "@hostwright/core/kernel";
import { deliverDue, deliverNow, fanOut } from "@hostwright/core/webhook";
import middy from "@middy/core";
import { z } from "zod";
import { whileInTime } from "./in-time.ts";

const due = z.object({ "detail-type": z.literal("webhook.delivery_due"), detail: z.object({ delivery: z.string() }) });
const round = z.object({ task: z.literal("retry") });

/** Longer than a receiver is waited for. */
const SPARE_MS = 15_000;

/** Events become deliveries and are posted at once; by the clock, those are repeated that did not get through. */
export const webhooksHandler = (app: () => App) =>
  middy<unknown, void>().handler((event, context) =>
    whileInTime(app(), context, SPARE_MS, (timed) => work(timed, event)),
  );

async function work(app: App, event: unknown): Promise<void> {
  if (round.safeParse(event).success) {
    await deliverDue(app);
    return;
  }
  const asked = due.safeParse(event);
  await deliverNow(app, asked.success ? [asked.data.detail.delivery] : await fanOut(app, event));
}
