"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn.ts";
import { buttonStyle } from "./button-style.ts";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  /** Whether Escape and a press outside leave it open: what is shown once must be closed on purpose. */
  insistent?: boolean;
  className?: string;
}

export function Dialog({
  open,
  onClose,
  title,
  description,
  children,
  footer,
  insistent = false,
  className,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()} disablePointerDismissal={insistent}>
      <Base.Portal>
        <Base.Backdrop
          data-dims
          className="fixed inset-0 z-40 bg-black/40 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60"
        />
        <Base.Popup
          className={cn(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[28rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-xl border bg-raised shadow-lift transition-[opacity,scale] duration-150 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0",
            className,
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4">
            <div className="min-w-0 flex-1">
              <Base.Title className="font-semibold text-lg">{title}</Base.Title>
              {description && <Base.Description className="mt-1 text-muted text-sm">{description}</Base.Description>}
            </div>
            {!insistent && (
              <Base.Close aria-label="Close" className={cn(buttonStyle({ look: "quiet", size: "icon-sm" }), "-mr-1.5")}>
                <X aria-hidden />
              </Base.Close>
            )}
          </div>
          {children && <div className="min-h-0 overflow-y-auto px-5 py-4 has-[>form:empty]:pt-0">{children}</div>}
          {footer && <div className="flex flex-wrap justify-end gap-2 border-t bg-canvas/60 px-5 py-3">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
