"use client";

import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext, useState } from "react";

/** A root password on its way from the order to the eyes of who ordered. */
export interface Secret {
  server: string;
  name: string;
  password: string;
  /** What it is for, where it was not an order that made it. */
  why?: string;
}

const SecretDialog = dynamic(() => import("./secret-dialog.tsx"), { ssr: false });
const Context = createContext<(secret: Secret) => void>(() => undefined);

/** Shows a secret once, over whichever page comes next. It lives in this component's memory and nowhere else. */
export function SecretProvider({ children }: { children: ReactNode }) {
  const [secret, reveal] = useState<Secret>();
  return (
    <Context value={reveal}>
      {children}
      {secret && <SecretDialog secret={secret} onClose={() => reveal(undefined)} />}
    </Context>
  );
}

export const useReveal = () => useContext(Context);
