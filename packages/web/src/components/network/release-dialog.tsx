"use client";

import type { ServerAddress } from "@/lib/api/shapes.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useNetworkChanges } from "./use-network-changes.ts";

interface Props {
  server: string;
  address: ServerAddress;
  onClose: () => void;
}

export function ReleaseDialog({ server, address, onClose }: Props) {
  const { release } = useNetworkChanges(server);
  const shown = address.network ?? address.address;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Give ${shown} back?`}
      description="The server can no longer use it, whatever is set up inside; take it out there first if something still answers on it. Its reverse names are forgotten. After a rest somebody else may get it: you cannot ask for the same one again."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            look="destroy"
            busy={release.isPending}
            onClick={() => release.mutate(address.address, { onSuccess: onClose })}
          >
            Give back
          </Button>
        </>
      }
    >
      {release.error ? <ProblemNotice error={release.error} /> : null}
    </Dialog>
  );
}
