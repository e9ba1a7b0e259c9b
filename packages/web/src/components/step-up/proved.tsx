"use client";

import { useEffect, useState } from "react";
import { tellProof } from "@/lib/provider-proof.ts";

/** Hands what the provider sent back to the window that waits for it, and closes where the browser lets it. */
export function Proved() {
  const [told, setTold] = useState(false);
  useEffect(() => {
    tellProof(window.location.hash.slice(1));
    // The code is good once; it need not stay in the address.
    window.history.replaceState(null, "", window.location.pathname);
    setTold(true);
    window.close();
  }, []);
  return (
    <p role="status" className="text-sm">
      {told ? "You can close this window." : "One moment…"}
    </p>
  );
}
