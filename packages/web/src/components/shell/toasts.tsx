"use client";

import { useTheme } from "next-themes";
import { Toaster } from "sonner";

/** Sonner's own region is a polite live region; a failed request stays until it could be read. */
export default function Toasts() {
  const { resolvedTheme } = useTheme();
  return (
    <Toaster
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      closeButton
      toastOptions={{
        classNames: {
          toast: "!rounded-lg !border-line !bg-raised !text-ink !shadow-lift !font-sans",
          description: "!text-muted",
          closeButton: "!bg-raised !border-line !text-muted",
          success: "[&_[data-icon]]:!text-good",
          error: "[&_[data-icon]]:!text-bad",
          info: "[&_[data-icon]]:!text-accent",
        },
      }}
    />
  );
}
