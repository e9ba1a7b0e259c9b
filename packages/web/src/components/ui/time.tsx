"use client";

import { formatDuration, formatMoment, formatRelative } from "@/lib/format.ts";
import { useNow } from "@/lib/use-now.ts";

/** How long ago, with the moment itself on hover. */
export function Ago({ at, className }: { at: string; className?: string }) {
  const now = useNow(15_000);
  return (
    <time dateTime={at} title={formatMoment(at)} className={className} suppressHydrationWarning>
      {formatRelative(at, now)}
    </time>
  );
}

/** How long something took, or has taken so far; ticks while it runs. */
export function Took({ from, to, className }: { from: string; to: string | null; className?: string }) {
  const now = useNow(to === null ? 1_000 : 0);
  return (
    <span className={className} suppressHydrationWarning>
      {formatDuration((to === null ? now : Date.parse(to)) - Date.parse(from))}
    </span>
  );
}
