"use client";

import type { ConsoleKind } from "@hostwright/core/console/state";
import { useCallback, useEffect, useRef, useState } from "react";
import { openConsole } from "@/lib/api/servers.ts";
import type { BrowserConsole, Phase } from "./browser-console.ts";

export type ConsoleState = Phase | { is: "refused"; error: unknown };

/** Opens a console when the page does, and again when asked to; closes it with the page. */
export function useConsole(server: string, kind: ConsoleKind) {
  const [state, setState] = useState<ConsoleState>({ is: "connecting" });
  const [session, setSession] = useState<BrowserConsole>();
  const [round, setRound] = useState(0);
  const current = useRef<BrowserConsole>(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks for a new console.
  useEffect(() => {
    let left = false;
    setState({ is: "connecting" });
    Promise.all([openConsole(server, kind), import("./browser-console.ts")]).then(
      ([{ console }, { BrowserConsole }]) => {
        if (left) return;
        const opened = new BrowserConsole(console.url, (phase) => !left && setState(phase));
        current.current = opened;
        setSession(opened);
      },
      (error: unknown) => !left && setState({ is: "refused", error }),
    );
    return () => {
      left = true;
      current.current?.end();
      current.current = undefined;
    };
  }, [server, kind, round]);

  return {
    state,
    session,
    reconnect: useCallback(() => setRound((before) => before + 1), []),
    disconnect: useCallback(() => current.current?.end(), []),
  };
}
