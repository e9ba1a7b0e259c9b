"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { factorsQuery, proveByPasskey, stepUp } from "@/lib/api/account.ts";
import { problemOf } from "@/lib/api/problem.ts";
import { canUsePasskeys, passkeysNeedName, passkeyTrouble } from "@/lib/passkeys.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { Field, Input } from "../ui/field.tsx";

/** Asks for one proof, whichever the person has; what they wanted goes on by itself. */
export default function StepUpDialog({ onAnswer }: { onAnswer: (proved: boolean) => void }) {
  const { data: factors } = useQuery(factorsQuery);
  const [way, setWay] = useState<"password" | "code">();
  const byText = useMutation({ mutationFn: stepUp, onSuccess: () => onAnswer(true) });
  const byPasskey = useMutation({ mutationFn: proveByPasskey, onSuccess: () => onAnswer(true) });
  const chosen = way ?? (factors && !factors.password && factors.totp ? "code" : "password");
  const passkey = factors && factors.passkeys.length > 0 && canUsePasskeys() && !passkeysNeedName();
  const wrong = byText.error && problemOf(byText.error).code === "forbidden" ? "That is not right." : undefined;

  function send(form: FormData) {
    const text = String(form.get("proof") ?? "");
    byText.mutate(chosen === "code" ? { code: text.replaceAll(" ", "") } : { password: text });
  }

  return (
    <AskDialog
      title="Is it you?"
      description="What you are about to do is dangerous in the wrong hands. Show once more who you are; it holds for ten minutes."
      verb="Continue"
      change={{ isPending: byText.isPending, error: wrong ? null : byText.error }}
      notice={
        byPasskey.error && (
          <p role="alert" className="text-bad text-sm">
            {passkeyTrouble(byPasskey.error)}
          </p>
        )
      }
      aside={
        passkey && (
          <Button busy={byPasskey.isPending} onClick={() => byPasskey.mutate()}>
            <Fingerprint aria-hidden />
            Use a passkey
          </Button>
        )
      }
      onClose={() => onAnswer(false)}
      onAnswer={send}
    >
      <Field
        key={chosen}
        label={chosen === "code" ? "Code" : "Password"}
        hint={chosen === "code" ? "Six digits, from your authenticator app." : undefined}
        error={wrong}
      >
        {(wiring) => (
          <Input
            {...wiring}
            name="proof"
            type={chosen === "code" ? "text" : "password"}
            inputMode={chosen === "code" ? "numeric" : undefined}
            autoComplete={chosen === "code" ? "one-time-code" : "current-password"}
            required
            autoFocus
          />
        )}
      </Field>
      {factors?.totp && factors.password && (
        <Button
          look="quiet"
          size="sm"
          className="self-start"
          onClick={() => setWay(chosen === "code" ? "password" : "code")}
        >
          {chosen === "code" ? "Use the password" : "Use a code"}
        </Button>
      )}
    </AskDialog>
  );
}
