import { cn } from "@/lib/cn.ts";

/** Holds the place of what is loading, at its size. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden className={cn("block animate-pulse-soft rounded bg-sunken", className)} />
);
