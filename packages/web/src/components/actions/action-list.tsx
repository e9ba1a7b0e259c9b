import type { ReactNode } from "react";
import { Skeleton } from "../ui/skeleton.tsx";

/** The frame of a list of actions or audit entries, with its skeleton. */
export function RowList({
  label,
  children,
  loading = false,
  expected = 6,
}: {
  label: string;
  children?: ReactNode;
  loading?: boolean;
  expected?: number;
}) {
  return (
    <ul aria-label={label} aria-busy={loading} className="divide-y rounded-lg border bg-surface shadow-card">
      {loading
        ? Array.from({ length: expected }, (_, index) => (
            <li key={`skeleton-${String(index)}`} className="flex h-12 items-center justify-between px-4">
              <Skeleton className="h-3.5 w-40" />
              <Skeleton className="h-3.5 w-16" />
            </li>
          ))
        : children}
    </ul>
  );
}
