"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { copyText } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import type { Secret } from "./secret.tsx";

/** The root password, shown this once. Only the button closes it: a slip of the mouse must not lose it. */
export default function SecretDialog({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  return (
    <Dialog
      open
      insistent
      onClose={onClose}
      title={`Root password of ${secret.name}`}
      description="You ordered without an SSH key, so we made a password. It is shown this once and kept nowhere: store it now."
      footer={
        <>
          <Button
            onClick={async () => {
              if (await copyText(secret.password)) setCopied(true);
            }}
          >
            {copied ? "Copied" : "Copy password"}
          </Button>
          <Button look="primary" onClick={onClose}>
            I have stored it
          </Button>
        </>
      }
    >
      <div className="flex items-center gap-2 rounded-md border bg-sunken px-3 py-2.5">
        <KeyRound aria-hidden className="size-4 shrink-0 text-muted" />
        <code data-testid="root-password" className="select-all break-all font-mono text-base">
          {secret.password}
        </code>
      </div>
      <p aria-live="polite" className="mt-2 min-h-5 text-muted text-xs">
        {copied
          ? "The password is on your clipboard."
          : "Sign in as root over SSH once the server runs, then change it."}
      </p>
    </Dialog>
  );
}
