"use client";

import type { ServerAddress } from "@/lib/api/shapes.ts";
import { AskDialog } from "../ask-dialog.tsx";
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
    <AskDialog
      title={`Give ${shown} back?`}
      description="The server can no longer use it, whatever is set up inside; take it out there first if something still answers on it. Its reverse names are forgotten. After a rest somebody else may get it: you cannot ask for the same one again."
      verb="Give back"
      look="destroy"
      leave="Keep it"
      change={release}
      onClose={onClose}
      onAnswer={() => release.mutate(address.address, { onSuccess: onClose })}
    />
  );
}
