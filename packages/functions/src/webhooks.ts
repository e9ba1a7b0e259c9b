import type { App } from "@hostwright/core/kernel";
import { deliverDue, deliverNow, fanOut } from "@hostwright/core/webhook";
import middy from "@middy/core";
import { z } from "zod";

const due = z.object({ "detail-type": z.literal("webhook.delivery_due"), detail: z.object({ delivery: z.string() }) });
const round = z.object({ task: z.literal("retry") });

/** Events become deliveries and are posted at once; by the clock, those are repeated that did not get through. */
export function webhooksHandler(app: () => App) {
  return middy<unknown, void>().handler(async (event) => {
    if (round.safeParse(event).success) {
      await deliverDue(app());
      return;
    }
    const asked = due.safeParse(event);
    await deliverNow(app(), asked.success ? [asked.data.detail.delivery] : await fanOut(app(), event));
  });
}
