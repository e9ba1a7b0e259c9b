"use client";

import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { verifyAudit } from "@/lib/api/audit.ts";
import { formatMoment } from "@/lib/format.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";

/** Whether every entry is what it was when it was sealed, and where not. `tenant`: for operators. */
export function IntegrityCheck({ tenant }: { tenant?: string | undefined }) {
  const [seen, setSeen] = useState(0);
  const check = useMutation({ mutationFn: () => verifyAudit(tenant, setSeen), onMutate: () => setSeen(0) });
  const { data, error } = check;
  return (
    <div className="mb-3 flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button size="sm" busy={check.isPending} onClick={() => check.mutate()}>
          <ShieldCheck aria-hidden />
          Verify the chain
        </Button>
        <p aria-live="polite" className="text-muted text-sm">
          {check.isPending
            ? `Looked at ${seen} entries …`
            : !data && "Each entry is sealed to the one before; what was changed, removed or put in is named."}
        </p>
      </div>
      {error && <ProblemNotice error={error} />}
      {data && data.problems.length === 0 && (
        <Banner look="info" title={`In order: ${data.rows} entries`}>
          {data.sealed_at && `Sealed up to number ${data.head}, ${formatMoment(data.sealed_at)}. `}
          {data.anchored === null
            ? "No anchor yet: one is kept each day where nobody can change it."
            : `Vouched for by an anchor up to number ${data.anchored}.`}
          {data.unsealed > 0 && ` ${data.unsealed} wait to be sealed.`}
        </Banner>
      )}
      {data && data.problems.length > 0 && (
        <Banner look="bad" alert title={`Not in order: ${data.problems.length} places`}>
          <ul>
            {data.problems.slice(0, 20).map((problem) => (
              <li key={`${problem.kind}-${problem.seq}-${problem.id}`}>
                Number {problem.seq}: {problem.detail}{" "}
                {problem.id && <span className="break-all font-mono text-xs">({problem.id})</span>}
              </li>
            ))}
          </ul>
        </Banner>
      )}
    </div>
  );
}
