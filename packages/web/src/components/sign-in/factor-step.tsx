"use client";

import { Fingerprint } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { Problem } from "@/lib/api/problem.ts";
import { askForPasskey, canUsePasskeys, passkeyTrouble } from "@/lib/passkeys.ts";
import { type Step, signInStep } from "@/lib/sign-in.ts";
import { Button } from "../ui/button.tsx";
import { Field, Input } from "../ui/field.tsx";
import { SignInProblem } from "./sign-in-problem.tsx";

interface Props {
  factors: string[];
  passkeyOptions: object | null;
  onStep: (step: Step) => void;
  onBack: () => void;
}

/** The second step: a code of the app, a passkey, or a recovery code where both are lost. */
export default function FactorStep({ factors, passkeyOptions, onStep, onBack }: Props) {
  const [recovering, setRecovering] = useState(!factors.includes("totp") && !passkeyOptions);
  const [problem, setProblem] = useState<Problem>();
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const asksCode = recovering || factors.includes("totp");

  async function show(proof: object) {
    setBusy(true);
    setProblem(undefined);
    setTrouble("");
    const step = await signInStep("/auth/factor", proof);
    if ("problem" in step) {
      setProblem(step.problem);
      setBusy(false);
    } else onStep(step);
  }

  async function showCode(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code") ?? "").trim();
    await show(recovering ? { recovery_code: code } : { code: code.replaceAll(" ", "") });
  }

  async function showPasskey(options: object) {
    setTrouble("");
    try {
      await show({ passkey: await askForPasskey(options) });
    } catch (error) {
      setTrouble(passkeyTrouble(error));
    }
  }

  return (
    <div className="flex flex-col gap-4">
      {problem && (
        <SignInProblem
          problem={problem}
          mismatch={{
            title: "That was not accepted",
            advice: "A code counts once. Wait for the next one, or begin again if this has taken long.",
          }}
        />
      )}
      {asksCode && (
        <form key={String(recovering)} onSubmit={showCode} className="flex flex-col gap-4">
          <Field
            label={recovering ? "Recovery code" : "Code"}
            hint={
              recovering ? "One of the ten you stored; each is good once." : "Six digits, from your authenticator app."
            }
            error={problem?.fields[0]?.messages[0]}
          >
            {(wiring) => (
              <Input
                {...wiring}
                className="h-10 font-mono tracking-widest"
                name="code"
                autoComplete={recovering ? "off" : "one-time-code"}
                inputMode={recovering ? "text" : "numeric"}
                required
                autoFocus
              />
            )}
          </Field>
          <Button type="submit" look="primary" size="lg" busy={busy}>
            Continue
          </Button>
        </form>
      )}
      {passkeyOptions && canUsePasskeys() && !recovering && (
        <Button size="lg" look={asksCode ? "outline" : "primary"} onClick={() => showPasskey(passkeyOptions)}>
          <Fingerprint aria-hidden />
          Use a passkey
        </Button>
      )}
      {trouble && (
        <p role="alert" className="text-bad text-xs">
          {trouble}
        </p>
      )}
      <div className="flex justify-between">
        <Button look="quiet" size="sm" onClick={onBack}>
          Back
        </Button>
        <Button look="quiet" size="sm" onClick={() => setRecovering(!recovering)}>
          {recovering ? "Use the second factor" : "Use a recovery code"}
        </Button>
      </div>
    </div>
  );
}
