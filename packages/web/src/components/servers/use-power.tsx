"use client";

import type { PowerVerb } from "@hostwright/core/server/state";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useServerChanges } from "./use-server-changes.ts";

const StopDialog = dynamic(() => import("./stop-dialog.tsx"), { ssr: false });

/** Power actions, cutting the power only after asking. The caller renders `dialog`. */
export function usePower(server: { id: string; name: string }) {
  const { power } = useServerChanges(server);
  const [asking, setAsking] = useState(false);
  return {
    press: (verb: PowerVerb) => (verb === "stop" ? setAsking(true) : power.mutate(verb)),
    pending: power.isPending ? power.variables : undefined,
    dialog: asking && (
      <StopDialog
        name={server.name}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          power.mutate("stop");
        }}
      />
    ),
  };
}
