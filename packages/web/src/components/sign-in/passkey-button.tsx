"use client";

import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { askForPasskey, canUsePasskeys, passkeysNeedName, passkeyTrouble } from "@/lib/passkeys.ts";
import { passkeyOptions, type Step, signInStep } from "@/lib/sign-in.ts";
import { Button } from "../ui/button.tsx";

/** Signing in without a password. Not there where the browser cannot, or the address has no name. */
export default function PasskeyButton({ onStep }: { onStep: (step: Step) => void }) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  if (!canUsePasskeys() || passkeysNeedName()) return null;

  async function signIn() {
    setBusy(true);
    setTrouble("");
    try {
      const options = await passkeyOptions();
      if ("problem" in options) onStep({ problem: options.problem });
      else onStep(await signInStep("/auth/passkey", { passkey: await askForPasskey(options) }));
    } catch (error) {
      setTrouble(passkeyTrouble(error));
    }
    setBusy(false);
  }

  return (
    <>
      <div className="flex items-center gap-3 text-muted text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </div>
      <Button size="lg" busy={busy} onClick={signIn}>
        <Fingerprint aria-hidden />
        Sign in with a passkey
      </Button>
      <p role="alert" className="min-h-4 text-bad text-xs">
        {trouble}
      </p>
    </>
  );
}
