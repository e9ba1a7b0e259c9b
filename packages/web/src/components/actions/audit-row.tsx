"use client";

import Link from "next/link";
import type { AuditEntry } from "@/lib/api/shapes.ts";
import { commandTitle } from "@/lib/words/commands.ts";
import { statusTitle } from "@/lib/words/statuses.ts";
import { Copy } from "../ui/copy.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";

/** Who acts without an account. */
const ACTORS: Record<string, string> = { anonymous: "Not signed in", operator: "An operator", system: "Hostwright" };
const TONES = { done: "calm", denied: "warn", failed: "bad" } as const;

/** Who did what, with what it changed. */
export function AuditRow({ entry, linked = true }: { entry: AuditEntry; linked?: boolean }) {
  const server = entry.resource?.type === "server" ? entry.resource.id : undefined;
  const changes = Object.entries(entry.changes);
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
      <div className="min-w-0 flex-1 basis-40">
        <p className="truncate">
          <span className="font-medium">{entry.actor.name ?? ACTORS[entry.actor.type] ?? entry.actor.type}</span>{" "}
          <span className="text-muted">· {commandTitle(entry.command)}</span>
          <Ago at={entry.at} className="ml-2 text-muted text-xs sm:hidden" />
        </p>
        {changes.length > 0 && (
          <p className="truncate font-mono text-muted text-xs" title={JSON.stringify(entry.changes)}>
            {changes
              .map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
              .join(", ")}
          </p>
        )}
      </div>
      {linked && server && (
        <Link href={`/servers/${server}`} className="rounded font-mono text-muted text-xs hover:text-accent">
          …{server.slice(-8)}
        </Link>
      )}
      <Copy what="request id" value={entry.request_id} className="hidden max-w-28 text-muted md:inline-flex" />
      <Badge tone={TONES[entry.outcome]}>{statusTitle(entry.outcome)}</Badge>
      <Ago at={entry.at} className="tabular hidden w-20 text-right text-muted text-xs sm:block" />
    </li>
  );
}
