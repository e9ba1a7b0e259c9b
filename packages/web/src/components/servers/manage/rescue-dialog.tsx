"use client";

import type { ServerDetail } from "@/lib/api/shapes.ts";
import { AskDialog } from "../../ask-dialog.tsx";
import { useLongerChanges } from "./use-longer-changes.ts";

export default function RescueDialog({ server, onClose }: { server: ServerDetail; onClose: () => void }) {
  const { rescue } = useLongerChanges(server);
  return (
    <AskDialog
      title={`Boot the rescue system of ${server.name}?`}
      description="The server is shut down, by force after a minute, and starts the rescue system instead of its disk. The disk is attached and not changed. Open the console to work in it: your keys and password do not count there."
      verb="Boot the rescue system"
      leave="Leave it as it is"
      change={rescue}
      onClose={onClose}
      onAnswer={() => rescue.mutate(true, { onSuccess: onClose })}
    />
  );
}
