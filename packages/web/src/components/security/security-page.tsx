"use client";

import { useQuery } from "@tanstack/react-query";
import { factorsQuery } from "@/lib/api/account.ts";
import { PageHeader } from "../page-header.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Banner } from "../ui/banner.tsx";
import { Section } from "../ui/card.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { FactorsSection } from "./factors-section.tsx";
import { SessionsSection } from "./sessions-section.tsx";

/** A person's own: what they show when they sign in, and where they are signed in. */
export function SecurityPage() {
  const { data: factors, error, refetch } = useQuery(factorsQuery);
  const missing = factors?.required_by && !factors.totp && factors.passkeys.length === 0;
  return (
    <>
      <PageHeader title="Security">How you sign in, and where you are signed in.</PageHeader>
      <div className="flex flex-col gap-5">
        {missing && (
          <Banner look="warn" title={`${factors.required_by?.name} requires a second factor`}>
            Add an authenticator app or a passkey here; then everything else opens again. The servers keep running.
          </Banner>
        )}
        {error && !factors ? (
          <ProblemNotice error={error} onRetry={() => refetch()} />
        ) : factors ? (
          <FactorsSection factors={factors} />
        ) : (
          <Section title="Second factors">
            <div aria-busy className="flex flex-col gap-4">
              <Skeleton className="h-9 w-full" />
              <Skeleton className="h-9 w-full" />
              <Skeleton className="h-9 w-full" />
            </div>
          </Section>
        )}
        <SessionsSection />
      </div>
    </>
  );
}
