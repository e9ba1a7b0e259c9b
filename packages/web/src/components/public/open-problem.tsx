"use client";

import Link from "next/link";
import type { Problem } from "@/lib/api/problem.ts";
import { explain, sentence } from "@/lib/explain.ts";
import { RequestId } from "../problem-notice.tsx";
import { Banner } from "../ui/banner.tsx";
import { quietLink } from "./public-page.tsx";

/** What went wrong on a public page, where no field says it. `again` leads to where a new link is asked for. */
export function OpenProblem({
  problem,
  again,
}: {
  problem: Problem | undefined;
  again?: { href: string; title: string };
}) {
  if (!problem) return null;
  if (problem.code === "link_expired") return <ExpiredLink {...(again ? { again } : {})} />;
  if (problem.fields.length > 0 && problem.code === "invalid_input") return null;
  return (
    <Banner look="bad" alert title={explain(problem).title}>
      {sentence(problem.message)}
      <RequestId id={problem.requestId} />
    </Banner>
  );
}

export function ExpiredLink({ again }: { again?: { href: string; title: string } }) {
  return (
    <Banner look="warn" alert title="This link is no longer good">
      It has been used already, a newer one was sent, or its time is over. Nothing has changed.{" "}
      {again ? (
        <Link href={again.href} className={quietLink}>
          {again.title}
        </Link>
      ) : (
        "Ask whoever sent it for a new one."
      )}
    </Banner>
  );
}
