"use client";

import { LayoutTemplate } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { type Settings, TEMPLATES } from "./rules.ts";

/** Replaces the list being edited by a ready one. */
export function Templates({
  reason,
  onChoose,
}: {
  reason: string | undefined;
  onChoose: (settings: Settings) => void;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <ReasonButton size="sm" reason={reason} onClick={() => setOpen(true)}>
        <LayoutTemplate aria-hidden />
        Templates…
      </ReasonButton>
      {open && (
        <Dialog
          open
          onClose={() => setOpen(false)}
          title="Start from a template"
          description="Replaces the list you are editing. The server keeps its rules until you apply."
        >
          <ul className="flex flex-col gap-2">
            {TEMPLATES.map(({ name, hint, settings }) => (
              <li key={name}>
                <Button
                  className="h-auto w-full flex-col items-start gap-0 whitespace-normal px-3 py-2 text-left"
                  onClick={() => {
                    onChoose(settings);
                    setOpen(false);
                  }}
                >
                  <span className="font-medium">{name}</span>
                  <span className="font-normal text-muted text-xs">{hint}</span>
                </Button>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}
