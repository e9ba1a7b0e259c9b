"use client";

import { Check, Copy as CopyIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { cn } from "@/lib/cn.ts";
import { toast } from "@/lib/toast.ts";

/** Copies; where the browser has no clipboard (plain http beyond this machine), the old way. */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    if (copied) return true;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  (document.activeElement?.closest("[role=dialog]") ?? document.body).append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

const RESET_MS = 1_500;

/** A value that copies on click: ids, addresses. `what` names it for screen readers: "IPv4 address". */
export function Copy({
  value,
  what,
  className,
  children,
}: {
  value: string;
  what: string;
  className?: string;
  children?: React.ReactNode;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), RESET_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      aria-label={`Copy ${what} ${value}`}
      title={value}
      onClick={async (event) => {
        event.stopPropagation();
        if (await copyText(value)) {
          setCopied(true);
          toast.success(`Copied ${what}`, { duration: RESET_MS });
        } else toast.error(`The browser did not let us copy the ${what}`);
      }}
      className={cn(
        "group/copy -mx-1 inline-flex min-h-6 min-w-0 max-w-full items-center gap-1 rounded px-1 text-left font-mono text-xs hover:bg-sunken",
        className,
      )}
    >
      <span className="truncate">{children ?? value}</span>
      {copied ? (
        <Check aria-hidden className="size-3 shrink-0 text-good" />
      ) : (
        <CopyIcon
          aria-hidden
          className="size-3 shrink-0 text-faint opacity-0 transition-opacity group-hover/copy:opacity-100 group-focus-visible/copy:opacity-100"
        />
      )}
    </button>
  );
}
