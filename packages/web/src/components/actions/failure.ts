import type { Action } from "@/lib/api/shapes.ts";

const BY_COMMAND: Record<string, string> = {
  "server.create": "The server was not created; what had been built was taken back and nothing is charged.",
  "server.start": "The server stays stopped.",
  "server.shutdown": "The server keeps running.",
  "server.stop": "Its power state is as shown above.",
  "server.reboot": "Its power state is as shown above.",
  "server.delete": "The server is not fully deleted yet.",
};

/** What a failed action means for the customer's server. */
export const failureMeaning = (action: Action): string => {
  if (action.status === "running") return "What was done so far is being taken back.";
  if (action.error?.code === "cancelled") return "It was cancelled; what had been built was taken back.";
  if (action.command === "server.create" && action.error?.leftovers.length)
    return "The server was not created and nothing is charged.";
  return BY_COMMAND[action.command] ?? "The server is as it was before.";
};
