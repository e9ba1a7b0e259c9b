"use client";

import { useState } from "react";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { AskDialog } from "../../ask-dialog.tsx";
import { Field, Textarea } from "../../ui/field.tsx";
import { Check } from "./check.tsx";
import { useLongerChanges } from "./use-longer-changes.ts";

/** A new password, new keys or both; first boot only for who agrees to it. */
export default function AccessDialog({ server, onClose }: { server: ServerDetail; onClose: () => void }) {
  const { access } = useLongerChanges(server);
  const off = server.status === "stopped";
  const [password, setPassword] = useState(true);
  const [text, setText] = useState("");
  const [firstBoot, setFirstBoot] = useState(false);
  const keys = text.split("\n").flatMap((line) => line.trim() || []);
  const missing =
    !password && keys.length === 0
      ? "Choose a password or give keys."
      : off && !firstBoot
        ? "The server is off, so only its first boot can set them. Agree to that, or start it first."
        : undefined;
  return (
    <AskDialog
      title={`Reset the access to ${server.name}`}
      description="For the user the image came with. The guest agent inside the server sets it; nothing restarts and no data is lost."
      verb="Reset access"
      leave="Leave it as it is"
      change={access}
      disabled={missing !== undefined}
      onClose={onClose}
      onAnswer={() =>
        access.mutate(
          { password, confirm_first_boot: firstBoot, ...(keys.length > 0 ? { ssh_keys: keys } : {}) },
          { onSuccess: onClose },
        )
      }
    >
      <Check checked={password} onChange={setPassword} title="Make a new password">
        Shown this once, right after.
      </Check>
      <Field label="New SSH keys" hint="One a line; all keys of before are removed. Empty: they stay as they are.">
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={3}
            className="font-mono text-xs"
            placeholder="ssh-ed25519 AAAA…"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Check checked={firstBoot} onChange={setFirstBoot} title="If the agent does not answer, let first boot run again">
        The server is restarted and its system sets itself up once more: new SSH host keys, and what your own cloud-init
        steps do at a first boot. Data stays.
      </Check>
      <p aria-live="polite" className="min-h-5 text-muted text-xs">
        {missing}
      </p>
    </AskDialog>
  );
}
