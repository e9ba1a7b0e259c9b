"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/lib/cn.ts";

export const inputStyle =
  "h-8 w-full min-w-0 rounded-md border border-strong bg-surface px-2.5 text-sm text-ink shadow-card placeholder:text-faint hover:border-faint focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-bad disabled:opacity-60";

export const Input = ({ className, ...rest }: ComponentProps<"input">) => (
  <input className={cn(inputStyle, className)} {...rest} />
);
export const Textarea = ({ className, ...rest }: ComponentProps<"textarea">) => (
  <textarea className={cn(inputStyle, "h-auto py-2 leading-5", className)} {...rest} />
);
export const NativeSelect = ({ className, ...rest }: ComponentProps<"select">) => (
  <select className={cn(inputStyle, "pr-7", className)} {...rest} />
);

interface Wiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

/** Label, hint and error around a control, wired to it. */
export function Field({
  label,
  hint,
  error,
  children,
  className,
}: {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  children: (wiring: Wiring) => ReactNode;
  className?: string;
}) {
  const id = useId();
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-bad text-xs">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-muted text-xs">
          {hint}
        </p>
      )}
    </div>
  );
}
