import type { Workflow } from "../kernel/index.ts";
import { endReplacement } from "../server/index.ts";
import { settleRestored, startAgain, stopFirst } from "./restoring.ts";
import { snapshotOrder } from "./snapshot.workflow.ts";

/** Back to a snapshot: our settings are put over its own before the server may start. */
export const rollbackWorkflow: Workflow = {
  name: "snapshot.rollback",
  steps: [
    stopFirst,
    {
      kind: "relay",
      name: "rollback",
      title: "Put the disk back to the snapshot",
      do: { job: (ctx, work) => snapshotOrder(ctx, work, "backup.rollback") },
      // What was written since the snapshot is gone or not, at Proxmox's word; either way nothing but ours may start.
      undo: settleRestored,
    },
    {
      kind: "relay",
      name: "settle",
      title: "Set up processor, memory and network as they are now",
      do: settleRestored,
      undo: { none: "It sets what our records say, which holds whatever became of the rollback." },
    },
    startAgain,
  ],
  ended: (ctx, work) => endReplacement(ctx, work),
};
