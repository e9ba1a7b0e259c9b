"use client";

import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { factorsQuery } from "@/lib/api/account.ts";
import { meQuery } from "@/lib/api/catalog.ts";
import { PageHeader } from "../page-header.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Banner } from "../ui/banner.tsx";
import { Card, Section } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { FactorsSection } from "./factors-section.tsx";
import { SessionsSection } from "./sessions-section.tsx";

/** A person's own: what they show when they sign in, and where they are signed in. */
export function SecurityPage() {
  const { data: me } = useQuery(meQuery);
  const own = me && !me.by_provider;
  const { data: factors, error, refetch } = useQuery({ ...factorsQuery, enabled: own ?? false });
  if (me?.by_provider)
    return (
      <>
        <PageHeader title="Security">How you sign in, and where you are signed in.</PageHeader>
        <Card>
          <Empty icon={ShieldCheck} title="You came in by your sign-in provider">
            How you show who you are is its matter. To change what is your account's own here, sign in with what is your
            own.
          </Empty>
        </Card>
      </>
    );
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
