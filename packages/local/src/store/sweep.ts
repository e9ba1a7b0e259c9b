import type { Clock } from "@hostwright/core/kernel/clock";
import type { Queues } from "../sqs/queues.ts";
import type { Receiver } from "../sqs/receive.ts";
import { forgetDeduplication } from "../sqs/send.ts";
import type { Executions } from "../stepfunctions/executions.ts";
import type { Database } from "./database.ts";

const EVERY_MS = 10 * 60 * 1000;

interface Swept {
  database: Database;
  clock: Clock;
  queues: Queues;
  receiver: Receiver;
  executions: Executions;
}

/** Deletes what has outlived its retention, now and every ten minutes; the returned function ends it. */
export function sweepRegularly({ database, clock, queues, receiver, executions }: Swept): () => void {
  let cancel = () => {};
  const sweep = async () => {
    await database.persist("sweeping", async () => {
      await forgetDeduplication(database, clock.now().getTime());
      for (const queue of queues.all()) await receiver.forgetOld(queue);
      await executions.forgetOld();
    });
    cancel = clock.after(EVERY_MS, () => void sweep());
  };
  void sweep();
  return () => cancel();
}
