"use client";

import type { ReactNode } from "react";
import { statusTitle } from "@/lib/words/statuses.ts";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";

interface Props {
  name: string;
  status: string;
  created: string;
  facts: string;
  badges?: ReactNode;
  actions: ReactNode;
}

/** One snapshot or backup. */
export function PointRow({ name, status, created, facts, badges, actions }: Props) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2">
          <span className="break-words font-medium text-sm">{name}</span>
          {status !== "available" && <Badge tone={status === "failed" ? "bad" : "moving"}>{statusTitle(status)}</Badge>}
          {badges}
        </p>
        <p className="text-muted text-xs">
          <Ago at={created} /> · {facts}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">{actions}</div>
    </li>
  );
}
