"use client";

import { useQuery } from "@tanstack/react-query";
import { supportQuery } from "@/lib/api/staff.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Section } from "../ui/card.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Ago, Took } from "../ui/time.tsx";

/** When operators acted in the place of this tenant's members. */
export default function SupportHistory({ tenant }: { tenant: string }) {
  const { data, error, refetch } = useQuery(supportQuery(tenant));
  return (
    <Section title="Acted as them" className={data && data.length > 0 ? "py-0" : ""}>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : !data ? (
        <Skeleton className="h-10" />
      ) : data.length === 0 ? (
        <p className="text-muted text-sm">Nobody of ours has.</p>
      ) : (
        <ul aria-label="Acted as them" className="divide-y">
          {data.map(({ id, user, operator, reason, started, ended, ends }) => (
            <li key={id} className="py-3 text-sm">
              <p className="break-words">{reason}</p>
              <p className="mt-0.5 text-muted text-xs">
                {operator.name} as {user.name}, <Ago at={started} />, for {!ended && "at most "}
                <Took from={started} to={ended ?? ends} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
