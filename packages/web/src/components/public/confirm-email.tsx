"use client";

import Link from "next/link";
import { useState } from "react";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { ExpiredLink, OpenProblem } from "./open-problem.tsx";
import { quietLink } from "./public-page.tsx";
import { useLetterToken } from "./use-letter-token.ts";
import { useOpenForm } from "./use-open-form.ts";

const AGAIN = { href: "/account/profile", title: "Ask for the change again." };

/** A press confirms, not the mere opening: programs that look at links in mail must not. */
export function ConfirmEmail({ side }: { side: "old" | "new" }) {
  const token = useLetterToken();
  const [done, setDone] = useState<{ email: string; changed: boolean }>();
  const { submit, problem, busy } = useOpenForm("confirm-email", ({ email, changed }) =>
    setDone({ email: String(email), changed: changed === true }),
  );
  if (done?.changed)
    return (
      <Banner look="info" title="Your address has changed">
        From now on you sign in as {done.email}.{" "}
        <Link href="/account/profile" className={quietLink}>
          To your profile
        </Link>
      </Banner>
    );
  if (done)
    return (
      <Banner look="info" title="Confirmed; one side is still missing">
        {side === "old"
          ? `Now open the letter to ${done.email}.`
          : "Now open the letter to the address you have used so far."}{" "}
        The change takes effect with it.
      </Banner>
    );
  if (token === "") return <ExpiredLink again={AGAIN} />;
  return (
    <form onSubmit={submit({ token, side })} className="flex flex-col gap-4">
      <OpenProblem problem={problem} again={AGAIN} />
      <Button type="submit" look="primary" size="lg" busy={busy} disabled={token === undefined}>
        {side === "old" ? "Confirm the change" : "Confirm this address"}
      </Button>
    </form>
  );
}
