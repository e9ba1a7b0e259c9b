"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { ServerDetail } from "@/lib/api/shapes.ts";

/** The server whose page is open, so that the palette offers its actions. */
interface Current {
  server: ServerDetail | undefined;
  set: (server: ServerDetail | undefined) => void;
}
const Context = createContext<Current>({ server: undefined, set: () => undefined });

export function CurrentServerProvider({ children }: { children: ReactNode }) {
  const [server, set] = useState<ServerDetail>();
  return <Context value={{ server, set }}>{children}</Context>;
}

export const useCurrentServer = () => useContext(Context).server;

export function useAnnounceServer(server: ServerDetail | undefined): void {
  const { set } = useContext(Context);
  useEffect(() => {
    set(server);
    return () => set(undefined);
  }, [server, set]);
}
