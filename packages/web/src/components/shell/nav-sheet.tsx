"use client";

import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { buttonStyle } from "../ui/button-style.ts";
import { NavLinks } from "./nav-links.tsx";

/** The navigation on small screens, sliding in from the edge. */
export default function NavSheet({
  open,
  pathname,
  onClose,
}: {
  open: boolean;
  pathname: string;
  onClose: () => void;
}) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col gap-3 border-r bg-surface p-3 shadow-lift transition-transform duration-200 data-ending-style:-translate-x-full data-starting-style:-translate-x-full">
          <div className="flex items-center justify-between pl-2">
            <Dialog.Title className="font-semibold text-base">Navigation</Dialog.Title>
            <Dialog.Close aria-label="Close navigation" className={buttonStyle({ look: "quiet", size: "icon" })}>
              <X aria-hidden />
            </Dialog.Close>
          </div>
          <nav aria-label="Main">
            <NavLinks pathname={pathname} onFollow={onClose} />
          </nav>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
