import { cn } from "@/lib/cn.ts";

/** Labels as chips; the rest as a number once there are more than `max`. */
export function Labels({
  labels,
  max = Number.POSITIVE_INFINITY,
  className,
}: {
  labels: Record<string, string>;
  max?: number;
  className?: string;
}) {
  const entries = Object.entries(labels);
  const shown = entries.slice(0, max);
  const hidden = entries.slice(max);
  return (
    <span className={cn("flex min-w-0 flex-wrap gap-1", className)}>
      {shown.map(([key, value]) => (
        <span
          key={key}
          className="inline-flex max-w-full rounded border bg-canvas px-1.5 font-mono text-2xs text-muted"
        >
          <span className="truncate">{value ? `${key}=${value}` : key}</span>
        </span>
      ))}
      {hidden.length > 0 && (
        <span
          title={hidden.map(([key, value]) => `${key}=${value}`).join("\n")}
          className="rounded px-1 text-2xs text-muted"
        >
          +{hidden.length}
        </span>
      )}
    </span>
  );
}
