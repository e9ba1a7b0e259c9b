"use client";

import { problemOf } from "@/lib/api/problem.ts";
import { explain, sentence } from "@/lib/explain.ts";
import { Banner } from "./ui/banner.tsx";
import { Button } from "./ui/button.tsx";
import { Copy } from "./ui/copy.tsx";

/** What happened, what it means, what to do, and the request id support asks for. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = problemOf(error);
  const { title, meaning, advice } = explain(problem);
  return (
    <Banner
      look="bad"
      alert
      title={title}
      actions={
        onRetry && (
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      <p>{sentence(problem.message)}</p>
      <p>
        {meaning} {advice}
      </p>
      <RequestId id={problem.requestId} />
    </Banner>
  );
}

export function RequestId({ id }: { id: string | undefined }) {
  if (!id) return null;
  return (
    <p className="mt-1 flex items-center gap-1 text-xs">
      Request <Copy what="request id" value={id} />
    </p>
  );
}
