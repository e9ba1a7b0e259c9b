import type { Action } from "@/lib/api/shapes.ts";
import { commandTitle } from "@/lib/words/commands.ts";

const MEANINGS: Record<string, string> = {
  "server.create": "The server was not created; what had been built was taken back and nothing is charged.",
  "server.start": "The server stays stopped.",
  "server.shutdown": "The server keeps running.",
  "server.stop": "Its power state is the one shown above.",
  "server.reboot": "Its power state is the one shown above.",
  "server.delete": "The server is not wholly deleted yet.",
};

/** What to do about a code that says more than "try again". */
const ADVICE: Record<string, string> = {
  guest_did_not_stop: "Its system did not follow. Sign in and look why, or cut the power.",
  held: "A hold keeps it stopped; the banner above says why.",
  disk_smaller_than_image: "Choose a larger plan for this image.",
  endpoint_unreachable: "It is on our side. Try again in a few minutes.",
  relay_unreachable: "It is on our side. Try again in a few minutes.",
};

export const isCancelled = (action: Action): boolean => action.error?.code === "cancelled";

/** What happened, what it means for the customer's server, and what to do. */
export function explainFailure(action: Action): { title: string; meaning: string; advice: string } {
  const title = commandTitle(action.command);
  if (isCancelled(action))
    return {
      title: `${title} was cancelled`,
      meaning:
        action.status === "running" ? "What was done so far is being taken back." : "Something else took its place.",
      advice: "",
    };
  const step = action.steps.find((one) => one.name === action.error?.step);
  const creation = action.command === "server.create";
  return {
    title: step ? `${title} stopped at “${step.title}”` : `${title} failed`,
    meaning: meaningOf(action),
    advice:
      ADVICE[action.error?.code ?? ""] ??
      `${creation ? "Order again" : "Try again"}; if it stops there again, tell support the request id.`,
  };
}

function meaningOf(action: Action): string {
  if (action.status === "running") return "What was done so far is being taken back.";
  if (action.command === "server.create" && action.error?.leftovers.length)
    return "The server was not created and nothing is charged.";
  return MEANINGS[action.command] ?? "The server is as it was before.";
}
