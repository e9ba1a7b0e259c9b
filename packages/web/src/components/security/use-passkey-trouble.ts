"use client";

import { useEffect, useState } from "react";
import { canUsePasskeys, passkeysNeedName } from "@/lib/passkeys.ts";

/** Why no passkey can be made here; undefined when one can. Known in the browser alone. */
export function usePasskeyTrouble(): string | undefined {
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    if (!canUsePasskeys()) setTrouble("This browser cannot use passkeys.");
    else if (passkeysNeedName()) {
      setTrouble(`Passkeys need a name: open http://localhost:${window.location.port} instead of this number.`);
    }
  }, []);
  return trouble;
}
