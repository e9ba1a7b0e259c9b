"use client";

import type { Action } from "@/lib/api/shapes.ts";
import { sentence } from "@/lib/explain.ts";
import { commandTitle } from "@/lib/words/commands.ts";
import { RequestId } from "../problem-notice.tsx";
import { Banner } from "../ui/banner.tsx";
import { Progress } from "../ui/meter.tsx";
import { ActionStatusBadge } from "../ui/status.tsx";
import { Ago, Took } from "../ui/time.tsx";
import { explainFailure, isCancelled } from "./failure.ts";
import { StepRow } from "./step-row.tsx";

/** An action with its steps as they happen, undo included. */
export function ActionCard({ action }: { action: Action }) {
  const over = action.status !== "running";
  return (
    <section
      aria-label={`${commandTitle(action.command)}, timeline`}
      className="rounded-lg border bg-surface shadow-card"
    >
      <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 py-2">
        <h2 className="flex items-center gap-2 font-medium text-sm">
          {commandTitle(action.command)}
          <ActionStatusBadge status={action.status} />
        </h2>
        <p className="tabular text-muted text-xs">
          <Ago at={action.started} /> · <Took from={action.started} to={action.finished} />
          {action.attempt > 1 && ` · attempt ${action.attempt}`}
        </p>
      </header>
      {over ? <div className="border-t" /> : <Progress label="Progress" percent={action.progress} />}
      <div className="p-4">
        <ol aria-label="Steps">
          {action.steps.map((step, index) => (
            <StepRow
              key={step.name}
              step={step}
              last={index === action.steps.length - 1}
              over={over}
              failedHere={action.error?.step === step.name}
            />
          ))}
        </ol>
        {action.error && <Failure action={action} error={action.error} />}
      </div>
    </section>
  );
}

function Failure({ action, error }: { action: Action; error: NonNullable<Action["error"]> }) {
  const { title, meaning, advice } = explainFailure(action);
  return (
    <div className="mt-4">
      <Banner look={isCancelled(action) ? "info" : "bad"} title={title}>
        {!isCancelled(action) && (
          <p>
            {sentence(error.message)} <code className="font-mono text-xs">{error.code}</code>
          </p>
        )}
        <p>
          {meaning} {advice}
        </p>
        {error.leftovers.length > 0 && (
          <p>Not taken back yet: {error.leftovers.join(", ")}. Our staff sees it and takes care of it.</p>
        )}
        <RequestId id={action.request_id} />
      </Banner>
    </div>
  );
}
