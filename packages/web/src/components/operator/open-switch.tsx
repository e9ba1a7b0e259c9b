"use client";

import { Switch } from "@base-ui/react/switch";
import { useMissing } from "@/lib/use-permission.ts";
import { useOperatorChanges } from "./use-operator-changes.ts";

interface Props {
  kind: "endpoint" | "node";
  id: string;
  name: string;
  status: "open" | "draining";
}

/** Open: takes new servers. Draining: keeps those it has, and takes no more. */
export function OpenSwitch({ kind, id, name, status }: Props) {
  const { place } = useOperatorChanges();
  const missing = useMissing("operator:placement");
  const wanted = place.isPending ? place.variables.status : status;
  return (
    <span className="flex items-center gap-2 text-xs" title={missing}>
      <span className={wanted === "open" ? "text-muted" : "font-medium text-warn"}>
        {wanted === "open" ? "Open" : "Draining"}
      </span>
      <Switch.Root
        aria-label={`${name} takes new servers`}
        checked={wanted === "open"}
        readOnly={missing !== undefined}
        onCheckedChange={(open) => place.mutate({ kind, id, status: open ? "open" : "draining" })}
        className="relative h-5 w-9 rounded-full bg-faint transition-colors data-checked:bg-good"
      >
        <Switch.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white transition-transform data-checked:translate-x-4.5 dark:bg-canvas" />
      </Switch.Root>
    </span>
  );
}
