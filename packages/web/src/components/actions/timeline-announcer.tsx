"use client";

import type { Action } from "@/lib/api/shapes.ts";
import { commandTitle } from "@/lib/words/commands.ts";
import { actionStatusTitle } from "@/lib/words/statuses.ts";

/** Tells screen readers of each new step, and of the end, once. */
export function TimelineAnnouncer({ action }: { action: Action | undefined }) {
  return (
    <p aria-live="polite" className="sr-only">
      {action && spoken(action)}
    </p>
  );
}

function spoken(action: Action): string {
  const title = commandTitle(action.command);
  const step = action.steps.find((one) => one.status === "running" || one.status === "undoing");
  if (action.status === "running" && step)
    return `${title}: ${step.status === "undoing" ? "undoing " : ""}${step.title}`;
  return `${title}: ${actionStatusTitle(action.status)}`;
}
