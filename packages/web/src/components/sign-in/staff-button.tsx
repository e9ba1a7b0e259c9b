"use client";

import { BadgeCheck } from "lucide-react";
import { useState } from "react";
import { sentence } from "@/lib/explain.ts";
import { beginProviderSignIn } from "@/lib/sign-in.ts";
import { Button } from "../ui/button.tsx";

/** For where operators have a provider of their own. */
export default function StaffButton({ next }: { next: string | undefined }) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");

  async function signIn() {
    setBusy(true);
    setTrouble("");
    const begun = await beginProviderSignIn({ operator: true }, next);
    if ("url" in begun) return window.location.assign(begun.url);
    setTrouble(sentence(begun.problem.message));
    setBusy(false);
  }

  return (
    <>
      <Button look="quiet" size="lg" busy={busy} onClick={signIn}>
        <BadgeCheck aria-hidden />
        Staff sign-in
      </Button>
      {trouble && (
        <p role="alert" className="text-bad text-xs">
          {trouble}
        </p>
      )}
    </>
  );
}
