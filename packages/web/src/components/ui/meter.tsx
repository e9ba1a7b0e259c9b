"use client";

import { Meter as Base } from "@base-ui/react/meter";
import { Progress as BaseProgress } from "@base-ui/react/progress";
import { cn } from "@/lib/cn.ts";

interface MeterProps {
  label: string;
  value: number;
  limit: number;
  format: (value: number) => string;
  /** More about the limit, on hover. */
  detail?: string;
}

/** How much of a limit is taken, with the numbers written out. */
export function Meter({ label, value, limit, format, detail }: MeterProps) {
  const percent = limit > 0 ? Math.min(100, (value / limit) * 100) : 0;
  const tone = percent >= 95 ? "bg-bad" : percent >= 80 ? "bg-warn" : "bg-accent";
  const text = `${format(value)} of ${format(limit)}`;
  return (
    <Base.Root value={Math.min(value, limit)} max={Math.max(limit, 1)} aria-valuetext={text} className="min-w-0">
      <div className="mb-1 flex items-baseline justify-between gap-2 text-xs">
        <Base.Label className="text-muted">{label}</Base.Label>
        <span className="tabular" title={detail}>
          {format(value)} <span className="text-faint">of {format(limit)}</span>
        </span>
      </div>
      <Base.Track className="h-1.5 overflow-hidden rounded-full bg-sunken">
        <Base.Indicator className={cn("h-full rounded-full", tone)} />
      </Base.Track>
    </Base.Root>
  );
}

export function Progress({ label, percent }: { label: string; percent: number }) {
  return (
    <BaseProgress.Root value={percent} aria-label={label}>
      <BaseProgress.Track className="relative h-1 overflow-hidden bg-sunken">
        <BaseProgress.Indicator className="h-full bg-accent transition-[width] duration-700" />
        <span
          aria-hidden
          className="absolute inset-y-0 left-0 w-1/4 animate-sweep bg-linear-to-r from-transparent via-surface/50 to-transparent"
        />
      </BaseProgress.Track>
    </BaseProgress.Root>
  );
}
