"use client";

import { Building2 } from "lucide-react";
import { type RefObject, useState } from "react";
import { sentence } from "@/lib/explain.ts";
import { beginProviderSignIn } from "@/lib/sign-in.ts";
import { Button } from "../ui/button.tsx";

interface Props {
  emailField: RefObject<HTMLInputElement | null>;
  next: string | undefined;
}

/** Signing in where one's company does; the address says which. */
export default function CompanyButton({ emailField, next }: Props) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");

  async function signIn() {
    const field = emailField.current;
    if (!field?.reportValidity()) return;
    setBusy(true);
    setTrouble("");
    const begun = await beginProviderSignIn({ email: field.value }, next);
    if ("url" in begun) return window.location.assign(begun.url);
    setTrouble(sentence(begun.problem.message));
    setBusy(false);
  }

  return (
    <>
      <Button size="lg" busy={busy} onClick={signIn}>
        <Building2 aria-hidden />
        Sign in with your company
      </Button>
      <p role="alert" className="min-h-4 text-bad text-xs">
        {trouble}
      </p>
    </>
  );
}
