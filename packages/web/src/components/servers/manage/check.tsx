"use client";

import { type ReactNode, useId } from "react";

interface Props {
  checked: boolean;
  onChange: (checked: boolean) => void;
  title: string;
  children: ReactNode;
}

/** A box to tick, with what it means below its title. */
export function Check({ checked, onChange, title, children }: Props) {
  const id = useId();
  return (
    <label htmlFor={id} className="flex items-start gap-2.5">
      <input
        id={id}
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 accent-accent"
        checked={checked}
        aria-describedby={`${id}-text`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="min-w-0">
        <span className="block font-medium text-sm">{title}</span>
        <span id={`${id}-text`} className="block text-muted text-xs">
          {children}
        </span>
      </span>
    </label>
  );
}
