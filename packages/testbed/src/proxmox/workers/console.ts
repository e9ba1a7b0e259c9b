import type { Worker } from "../cluster/task.ts";
import type { ConsoleInput } from "./inputs.ts";

/** A console's task lasts as long as its connection (http/consoles.ts ends it); one from before a restart has none left. */
export const console: Worker<ConsoleInput> = {
  steps: { start: () => "parked" },
};
