"use client";

import { BadgeCheck } from "lucide-react";
import { useEffect, useState } from "react";
import { sentence } from "@/lib/explain.ts";
import { beginProviderSignIn, hasStaffSignIn } from "@/lib/sign-in.ts";
import { Button } from "../ui/button.tsx";

/** Where operators have a provider of their own. Not there where they have none. */
export default function StaffButton({ next }: { next: string | undefined }) {
  const [offered, setOffered] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  useEffect(() => void hasStaffSignIn().then(setOffered), []);
  if (!offered) return null;

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
