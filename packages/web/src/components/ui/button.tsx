"use client";

import type { VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn.ts";
import { buttonStyle } from "./button-style.ts";

export type ButtonProps = ComponentProps<"button"> & VariantProps<typeof buttonStyle> & { busy?: boolean };

/** `busy` keeps its size and says so to screen readers. */
export function Button({ className, look, size, busy = false, type = "button", onClick, ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      aria-busy={busy || undefined}
      className={cn(buttonStyle({ look, size }), busy && "animate-pulse-soft cursor-progress", className)}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...rest}
    />
  );
}
