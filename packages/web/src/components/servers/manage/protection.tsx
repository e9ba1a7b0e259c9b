"use client";

import { serverCan } from "@hostwright/core/server/state";
import { useId } from "react";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { toast } from "@/lib/toast.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { Section } from "../../ui/card.tsx";
import { reasonOf } from "../reason.ts";
import { useLongerChanges } from "./use-longer-changes.ts";

const GUARDS = [
  ["delete", "Against deletion", "Deleting it, now or later, is refused until this is lifted."],
  ["rebuild", "Against rebuilding", "Putting a new system on it is refused until this is lifted."],
] as const;

/** What the owner guards the server against; nothing of the server changes by it. */
export function Protection({ server }: { server: ServerDetail }) {
  const { protect } = useLongerChanges(server);
  const reason = useMissing("server:delete") ?? reasonOf(serverCan.protect(server));
  const id = useId();
  return (
    <Section title="Protection" className="flex flex-col gap-3">
      {GUARDS.map(([guard, title, text]) => (
        <label key={guard} htmlFor={`${id}-${guard}`} className="flex items-start gap-2.5">
          <input
            id={`${id}-${guard}`}
            type="checkbox"
            className="mt-0.5 size-4 shrink-0 accent-accent"
            checked={server.protection[guard]}
            aria-disabled={Boolean(reason) || protect.isPending}
            aria-describedby={`${id}-${guard}-text`}
            onChange={(event) => {
              if (reason) return toast.info(reason);
              if (!protect.isPending) protect.mutate({ [guard]: event.target.checked });
            }}
          />
          <span className="min-w-0">
            <span className="block font-medium text-sm">{title}</span>
            <span id={`${id}-${guard}-text`} className="block text-muted text-xs">
              {text} {reason}
            </span>
          </span>
        </label>
      ))}
    </Section>
  );
}
