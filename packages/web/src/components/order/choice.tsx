"use client";

import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn.ts";

interface ChoiceProps extends Omit<ComponentProps<"input">, "type"> {
  title: string;
  aside?: ReactNode;
  children?: ReactNode;
  /** Why it cannot be chosen with what else is chosen. */
  reason?: string | undefined;
}

/** One of several, as a card. The radio itself is there for keyboard and screen readers. */
export function Choice({ title, aside, children, reason, className, ...input }: ChoiceProps) {
  return (
    <label
      className={cn(
        "relative flex cursor-pointer flex-col gap-1 rounded-lg border border-strong bg-surface px-3 py-2.5 text-sm transition-colors hover:border-faint has-checked:border-accent has-checked:bg-accent-soft/50 has-checked:ring-1 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2",
        reason && "cursor-not-allowed border-line bg-sunken/50 hover:border-line",
        className,
      )}
    >
      <input
        type="radio"
        className="absolute inset-0 cursor-[inherit] appearance-none rounded-lg outline-none"
        disabled={Boolean(reason)}
        {...input}
      />
      <span className="flex items-baseline justify-between gap-2">
        <span className={cn("font-medium", reason && "text-muted")}>{title}</span>
        {aside}
      </span>
      {children}
      {reason && <span className="text-muted text-xs">{reason}</span>}
    </label>
  );
}

export function Choices({
  legend,
  error,
  className,
  children,
}: {
  legend: string;
  error: string | undefined;
  className?: string;
  children: ReactNode;
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 font-medium text-base">{legend}</legend>
      <div className={cn("grid gap-2", className)}>{children}</div>
      {error && (
        <p role="alert" className="mt-1.5 text-bad text-xs">
          {error}
        </p>
      )}
    </fieldset>
  );
}
