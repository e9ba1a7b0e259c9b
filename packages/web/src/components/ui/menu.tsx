"use client";

import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { cn } from "@/lib/cn.ts";
import { toast } from "@/lib/toast.ts";

/** A menu on `trigger`, a button element. */
export function Menu({
  trigger,
  children,
  align = "end",
  side = "bottom",
  className,
  defaultOpen = false,
}: {
  trigger: ReactElement;
  defaultOpen?: boolean;
  children: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom";
  className?: string;
}) {
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={6} className="z-50 outline-none">
          <Base.Popup
            className={cn(
              "max-h-(--available-height) min-w-48 max-w-72 overflow-y-auto rounded-lg border bg-raised p-1 shadow-lift outline-none transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0",
              className,
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export const menuItemStyle =
  "flex min-h-8 w-full cursor-default select-none items-center gap-2 rounded-md px-2 py-1 text-left text-sm outline-none data-highlighted:bg-sunken aria-disabled:text-faint [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

/** With a `reason`, the item is disabled and says why underneath. */
export function MenuItem({
  reason,
  onSelect,
  danger = false,
  children,
}: {
  reason?: string | undefined;
  onSelect: () => void;
  danger?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.Item
      aria-disabled={reason ? true : undefined}
      closeOnClick={!reason}
      onClick={() => (reason ? toast.info(reason) : onSelect())}
      className={cn(menuItemStyle, danger && !reason && "text-bad [&_svg]:text-bad")}
    >
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">{children}</span>
        {reason && <span className="block text-2xs text-faint">{reason}</span>}
      </span>
    </Base.Item>
  );
}

export const MenuSeparator = () => <Base.Separator className="-mx-1 my-1 border-t" />;
export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <div className="px-2 pt-1.5 pb-1 text-2xs text-muted">{children}</div>
);
