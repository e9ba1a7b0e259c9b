"use client";

import type { ServerDetail } from "@/lib/api/shapes.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useLongerChanges } from "./use-longer-changes.ts";

export default function RescueDialog({ server, onClose }: { server: ServerDetail; onClose: () => void }) {
  const { rescue } = useLongerChanges(server);
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Boot the rescue system of ${server.name}?`}
      description="The server is shut down, by force after a minute, and starts the rescue system instead of its disk. The disk is attached and not changed. Open the console to work in it: your keys and password do not count there."
      footer={
        <>
          <Button onClick={onClose}>Leave it as it is</Button>
          <Button look="primary" busy={rescue.isPending} onClick={() => rescue.mutate(true, { onSuccess: onClose })}>
            Boot the rescue system
          </Button>
        </>
      }
    />
  );
}
