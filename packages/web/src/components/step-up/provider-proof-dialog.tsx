"use client";

import { useMutation } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useEffect, useState } from "react";
import { beginProviderProof, finishProviderProof } from "@/lib/api/account.ts";
import { problemOf } from "@/lib/api/problem.ts";
import { sentence } from "@/lib/explain.ts";
import { awaitProof } from "@/lib/provider-proof.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { buttonStyle } from "../ui/button-style.ts";
import { Dialog } from "../ui/dialog.tsx";

interface Begun {
  url: string;
  challenge: string;
  state: string;
  /** Whether the browser opened the window. */
  opened: boolean;
}

/** For whom a sign-in provider let in: it asks them again, in a window of its own, and what they wanted goes on here. */
export default function ProviderProofDialog({ onAnswer }: { onAnswer: (proved: boolean) => void }) {
  const [begun, setBegun] = useState<Begun>();
  const [trouble, setTrouble] = useState("");
  const begin = useMutation({ mutationFn: beginProviderProof });
  const finish = useMutation({ mutationFn: finishProviderProof, onSuccess: () => onAnswer(true) });
  const { mutate } = finish;

  useEffect(() => {
    if (!begun) return undefined;
    const { challenge, state } = begun;
    return awaitProof(state, ({ code, iss, callback }) => {
      setBegun(undefined);
      if (code) mutate({ challenge, code, state, callback, ...(iss ? { iss } : {}) });
      else setTrouble("Your sign-in ended without a yes.");
    });
  }, [begun, mutate]);

  async function go() {
    setTrouble("");
    finish.reset();
    // At once: a window that is opened later is taken for an advertisement.
    const tab = window.open("about:blank", "_blank");
    const answer = await begin.mutateAsync().catch(() => undefined);
    if (!answer) return tab?.close();
    const state = new URL(answer.url).searchParams.get("state") ?? "";
    setBegun({ ...answer, state, opened: tab !== null });
    tab?.location.replace(answer.url);
  }

  const refused = finish.error && ["forbidden", "conflict"].includes(problemOf(finish.error).code);
  const said = refused ? sentence(problemOf(finish.error).message) : trouble;
  return (
    <Dialog
      open
      onClose={() => onAnswer(false)}
      title="Is it you?"
      description="What you are about to do is dangerous in the wrong hands. You came in by your sign-in provider: it asks you once more, and that holds for ten minutes."
      footer={
        <>
          <Button onClick={() => onAnswer(false)}>Cancel</Button>
          {begun && !begun.opened ? (
            <a className={buttonStyle({ look: "primary" })} href={begun.url} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              Open the sign-in
            </a>
          ) : (
            <Button look="primary" busy={begin.isPending || finish.isPending} onClick={go}>
              <ExternalLink aria-hidden />
              {begun ? "Open it again" : "Go to your sign-in"}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm" aria-live="polite">
        {begin.error && <ProblemNotice error={begin.error} />}
        {finish.error && !refused && <ProblemNotice error={finish.error} />}
        {said ? (
          <p className="text-bad">{said}</p>
        ) : begun ? (
          <p>
            {begun.opened
              ? "Show there that it is you. This page waits, and goes on by itself."
              : "Your browser opens no window by itself. Open it here; this page waits, and goes on by itself."}
          </p>
        ) : (
          <p>It opens in a window of its own; nothing on this page is lost.</p>
        )}
      </div>
    </Dialog>
  );
}
