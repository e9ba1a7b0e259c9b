"use client";

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import type { Action } from "@/lib/api/shapes.ts";
import { cn } from "@/lib/cn.ts";
import { sentence } from "@/lib/explain.ts";
import { commandTitle } from "@/lib/words/commands.ts";
import { ActionStatusBadge } from "../ui/status.tsx";
import { Ago, Took } from "../ui/time.tsx";
import { ActionCard } from "./action-card.tsx";

/** An action in a list; opens to its timeline. */
export function ActionRow({ action, subject }: { action: Action; subject?: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <div className="flex min-h-12 items-center gap-2 px-2 py-1.5 sm:px-3">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 items-center gap-2 rounded px-1 py-1 text-left text-sm"
        >
          <ChevronRight
            aria-hidden
            className={cn("size-4 shrink-0 text-faint transition-transform", open && "rotate-90")}
          />
          <span className="min-w-0">
            <span className="block truncate font-medium">
              {commandTitle(action.command)}
              <span className="ml-2 font-normal text-muted text-xs sm:hidden">
                <Ago at={action.started} />
              </span>
            </span>
            {action.error && <span className="block truncate text-bad text-xs">{sentence(action.error.message)}</span>}
          </span>
        </button>
        {subject}
        <ActionStatusBadge status={action.status} />
        <span className="tabular hidden w-36 text-right text-muted text-xs sm:block">
          <Ago at={action.started} /> · <Took from={action.started} to={action.finished} />
        </span>
      </div>
      {open && (
        <div className="px-3 pb-3">
          <ActionCard action={action} />
        </div>
      )}
    </li>
  );
}
