"use client";

import { useEffect, useState } from "react";
import type { Problem } from "@/lib/api/problem.ts";
import { askOpen, signInWith } from "@/lib/open.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Field, Input } from "../ui/field.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { type Offer, readOffer } from "./offer.ts";
import { ExpiredLink, OpenProblem } from "./open-problem.tsx";
import { NewPasswordField } from "./password-field.tsx";
import { useLetterToken } from "./use-letter-token.ts";
import { useOpenForm } from "./use-open-form.ts";

/** What is offered by whom, and the way in: for who has an account, and for who has none yet. */
export function Invitation({ signedIn }: { signedIn: boolean }) {
  const token = useLetterToken();
  const [offer, setOffer] = useState<Offer>();
  const [missing, setMissing] = useState<Problem>();
  useEffect(() => {
    if (!token) return;
    askOpen("invitation", { token }).then((answer) => {
      if ("problem" in answer) setMissing(answer.problem);
      else setOffer(readOffer(answer.body));
    });
  }, [token]);
  if (token === "") return <ExpiredLink />;
  if (missing) return <OpenProblem problem={missing} />;
  if (!offer || !token) return <Skeleton className="h-40 w-full" />;
  return <Accept token={token} offer={offer} signedIn={signedIn} />;
}

function Accept({ token, offer, signedIn }: { token: string; offer: Offer; signedIn: boolean }) {
  const [me, setMe] = useState<string>();
  const { submit, problem, busy, fieldError } = useOpenForm("invitation/accept", async ({ email }, form) => {
    const password = form.get("password");
    if (typeof password === "string") await signInWith(String(email), password);
    window.location.assign(password !== null || signedIn ? "/team" : "/sign-in?next=/team");
  });
  useEffect(() => {
    if (!signedIn) return;
    fetch("/api/v1/account")
      .then((answer) => (answer.ok ? answer.json() : undefined))
      .then((body: { profile: { email: string } } | undefined) => setMe(body?.profile.email))
      .catch(() => undefined);
  }, [signedIn]);
  return (
    <form onSubmit={submit({ token })} className="flex flex-col gap-4">
      <OpenProblem problem={problem} />
      <p className="text-sm">
        {offer.invitedBy} invites <strong className="font-medium">{offer.email}</strong> to{" "}
        <strong className="font-medium">{offer.tenant}</strong>, as {offer.role}.
      </p>
      {me && me !== offer.email && (
        <Banner look="warn" title="This is for another account">
          You are signed in as {me}. Accepting adds {offer.email} to {offer.tenant}, not the account you are in.
        </Banner>
      )}
      {!offer.account && (
        <>
          <Field label="Your name" error={fieldError("name")}>
            {(wiring) => (
              <Input {...wiring} className="h-10" name="name" autoComplete="name" maxLength={100} required autoFocus />
            )}
          </Field>
          <NewPasswordField error={fieldError("password")} />
        </>
      )}
      <Button type="submit" look="primary" size="lg" busy={busy}>
        {offer.account ? `Join ${offer.tenant}` : "Open account and join"}
      </Button>
    </form>
  );
}
