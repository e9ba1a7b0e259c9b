import { Check, CircleDashed, LoaderCircle, Undo2, X } from "lucide-react";
import type { ActionStep } from "@/lib/api/shapes.ts";
import { cn } from "@/lib/cn.ts";
import { sentence } from "@/lib/explain.ts";
import { Took } from "../ui/time.tsx";

const LOOKS = {
  pending: { icon: CircleDashed, ink: "text-faint", word: "Not begun" },
  running: { icon: LoaderCircle, ink: "text-accent", word: "In progress" },
  done: { icon: Check, ink: "text-good", word: "Done" },
  undoing: { icon: Undo2, ink: "text-warn", word: "Being undone" },
  undone: { icon: Undo2, ink: "text-muted", word: "Undone" },
  failed: { icon: X, ink: "text-bad", word: "Failed" },
} as const;

/** One step of an action. Every step keeps its line from the start, so that nothing moves while it runs. */
export function StepRow({
  step,
  last,
  over,
  failedHere,
}: {
  step: ActionStep;
  last: boolean;
  over: boolean;
  failedHere: boolean;
}) {
  const { icon: Icon, ink, word } = LOOKS[step.status];
  const moving = step.status === "running" || step.status === "undoing";
  const skipped = over && step.status === "pending";
  return (
    <li className="relative flex gap-3 pb-1.5 last:pb-0">
      {!last && (
        <span
          aria-hidden
          className={cn("absolute top-6 bottom-0 left-[9.5px] w-px", step.status === "done" ? "bg-good/40" : "bg-line")}
        />
      )}
      <span className={cn("mt-0.5 grid size-5 shrink-0 place-items-center rounded-full", ink)}>
        <Icon
          aria-hidden
          className={cn("size-4", step.status === "running" && "animate-spin motion-reduce:animate-none")}
        />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline justify-between gap-3">
          <p
            className={cn(
              "text-sm",
              step.status === "pending" && "text-muted",
              moving && "font-medium",
              step.status === "undone" && "text-muted line-through decoration-line",
            )}
          >
            {step.title}
          </p>
          <p className="tabular shrink-0 text-muted text-xs">
            <span className={cn(step.status === "done" || step.status === "pending" ? "sr-only" : ink)}>
              {skipped ? "Not begun" : word}
            </span>
            {step.started && (
              <>
                {step.status !== "done" && " · "}
                <Took from={step.started} to={step.finished} />
              </>
            )}
          </p>
        </div>
        <p className="min-h-4.5 text-muted text-xs">
          {step.message
            ? sentence(step.message)
            : moving
              ? step.status === "undoing"
                ? "Taking it back…"
                : "Working…"
              : failedHere
                ? "It stopped here."
                : ""}
        </p>
      </div>
    </li>
  );
}
