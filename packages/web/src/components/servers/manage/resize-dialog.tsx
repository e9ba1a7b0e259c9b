"use client";

import { canResizeTo } from "@hostwright/core/server/state";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { plansQuery } from "@/lib/api/catalog.ts";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { formatDisk, formatMemory, formatMoney } from "@/lib/format.ts";
import { AskDialog } from "../../ask-dialog.tsx";
import { Choice, Choices } from "../../order/choice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { reasonOf } from "../reason.ts";
import { Check } from "./check.tsx";
import { useLongerChanges } from "./use-longer-changes.ts";

/** Another plan: what does not fit says why before anything is tried. */
export default function ResizeDialog({ server, onClose }: { server: ServerDetail; onClose: () => void }) {
  const { data: plans } = useQuery(plansQuery);
  const { resize } = useLongerChanges(server);
  const [name, setName] = useState<string>();
  const [grow, setGrow] = useState(true);
  const plan = plans?.find((one) => one.name === name);
  const grows = grow && plan !== undefined && plan.disk_gb > server.disk_gb;
  const fits = plan !== undefined && canResizeTo(server, plan, grow).ok;
  const running = server.status === "running";
  return (
    <AskDialog
      className="w-[34rem]"
      title={`Change the plan of ${server.name}`}
      description={
        running
          ? "The server is shut down, changed and started again. Nothing on its disk is lost."
          : "The server is off and stays off. Nothing on its disk is lost."
      }
      verb={running ? "Change plan and restart" : "Change plan"}
      leave="Keep the plan"
      change={resize}
      disabled={!fits}
      onClose={onClose}
      onAnswer={() =>
        plan && resize.mutate({ plan: plan.name, upgrade_disk: grow, restart: running }, { onSuccess: onClose })
      }
    >
      <Choices legend="Plan" error={undefined} className="sm:grid-cols-2">
        {plans ? (
          plans.map((one) => (
            <Choice
              key={one.id}
              name="plan"
              value={one.name}
              checked={one.name === name}
              onChange={() => setName(one.name)}
              title={one.title}
              reason={reasonOf(canResizeTo(server, one, grow))}
              aside={
                <span className="tabular whitespace-nowrap text-xs">
                  {formatMoney(one.price)} <span className="text-muted">/ month</span>
                </span>
              }
            >
              <span className="tabular text-xs">
                {one.cores} vCPU · {formatMemory(one.memory_mb)} · {formatDisk(one.disk_gb)}
              </span>
            </Choice>
          ))
        ) : (
          <Skeleton className="h-32" />
        )}
      </Choices>
      <Check checked={grow} onChange={setGrow} title="Grow the disk to the plan's">
        A disk only grows: afterwards there is no way back to a plan with a smaller one. Leave it out to keep that way
        open.
      </Check>
      <p aria-live="polite" className="min-h-5 text-muted text-xs">
        {plan && fits && (
          <>
            {formatMoney(plan.price)} a month from now on instead of {formatMoney(server.price)}
            {grows && `, and the disk grows from ${formatDisk(server.disk_gb)} to ${formatDisk(plan.disk_gb)} for good`}
            .
          </>
        )}
      </p>
    </AskDialog>
  );
}
