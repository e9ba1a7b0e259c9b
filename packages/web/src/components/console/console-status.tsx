import { END_CODES } from "@hostwright/core/console/state";
import { problemOf } from "@/lib/api/problem.ts";
import { explain, sentence } from "@/lib/explain.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import type { ConsoleState } from "./use-console.ts";

/** In a word, for the line above the screen. */
export function phaseTitle(state: ConsoleState): string {
  switch (state.is) {
    case "connecting":
      return "Connecting…";
    case "connected":
      return "Connected";
    case "away":
      return "Reconnecting…";
    default:
      return "Disconnected";
  }
}

/** Why there is nothing to be seen, and how to go on. */
export function ConsoleNotice({ state, onReconnect }: { state: ConsoleState; onReconnect: () => void }) {
  const again = <Button onClick={onReconnect}>Connect again</Button>;
  if (state.is === "ended")
    return (
      <Banner look={state.code === "closed" ? "info" : "warn"} title="Disconnected" actions={again}>
        {state.code === "lost" ? "The connection was lost. The server itself is not affected." : END_CODES[state.code]}
      </Banner>
    );
  if (state.is !== "refused") return null;
  const problem = problemOf(state.error);
  const { title, advice } = explain(problem);
  return (
    <Banner look="bad" title={title} actions={again}>
      {sentence(problem.message)} {advice}
      {problem.requestId && <code className="mt-1 block font-mono text-2xs">{problem.requestId}</code>}
    </Banner>
  );
}
