import type { ReactNode } from "react";
import { cn } from "@/lib/cn.ts";

export function Card({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={cn("rounded-lg border bg-surface shadow-card", className)}>{children}</div>;
}

/** A titled section on a card. */
export function Section({
  title,
  aside,
  children,
  className,
  tone,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  tone?: "bad";
}) {
  return (
    <section
      aria-label={title}
      className={cn("rounded-lg border bg-surface shadow-card", tone === "bad" && "border-bad/40")}
    >
      <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b px-4 py-1.5">
        <h2 className={cn("font-medium text-sm", tone === "bad" && "text-bad")}>{title}</h2>
        {aside}
      </header>
      <div className={cn("p-4", className)}>{children}</div>
    </section>
  );
}
