"use client";

import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { copyText } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** The recovery codes, this once. Only the button closes it. */
export default function CodesDialog({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  return (
    <Dialog
      open
      insistent
      onClose={onClose}
      title="Your recovery codes"
      description="Each lets you in once when your second factor is lost. They are shown this once."
      footer={
        <>
          <Button
            onClick={async () => {
              if (await copyText(codes.join("\n"))) setCopied(true);
            }}
          >
            {copied ? "Copied" : "Copy codes"}
          </Button>
          <Button look="primary" onClick={onClose}>
            I have stored them
          </Button>
        </>
      }
    >
      <ul
        aria-label="Recovery codes"
        className="grid grid-cols-1 gap-x-6 gap-y-1.5 rounded-md border bg-sunken px-4 py-3 font-mono text-sm sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
      <p aria-live="polite" className="mt-2 min-h-5 text-muted text-xs">
        {copied ? "The codes are on your clipboard." : "A password manager or a sheet of paper is a good place."}
      </p>
    </Dialog>
  );
}
