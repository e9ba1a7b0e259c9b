"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";
import { copyText } from "./copy.tsx";
import { Dialog } from "./dialog.tsx";

interface Props {
  title: string;
  description: string;
  /** What it is, for the button: "password". */
  what: string;
  value: string;
  /** What to do with it. */
  advice: string;
  onClose: () => void;
}

/** A secret that is shown this once. Only the button closes it: a slip of the mouse must not lose it. */
export function ShownOnce({ title, description, what, value, advice, onClose }: Props) {
  const [copied, setCopied] = useState(false);
  return (
    <Dialog
      open
      insistent
      onClose={onClose}
      title={title}
      description={description}
      footer={
        <>
          <Button
            onClick={async () => {
              if (await copyText(value)) setCopied(true);
            }}
          >
            {copied ? "Copied" : `Copy ${what}`}
          </Button>
          <Button look="primary" onClick={onClose}>
            I have stored it
          </Button>
        </>
      }
    >
      <div className="flex items-center gap-2 rounded-md border bg-sunken px-3 py-2.5">
        <KeyRound aria-hidden className="size-4 shrink-0 text-muted" />
        <code className="select-all break-all font-mono text-base">{value}</code>
      </div>
      <p aria-live="polite" className="mt-2 min-h-5 text-muted text-xs">
        {copied ? `The ${what} is on your clipboard.` : advice}
      </p>
    </Dialog>
  );
}
