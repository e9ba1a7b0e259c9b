"use client";

import { useQuery } from "@tanstack/react-query";
import { profileQuery } from "@/lib/api/people.ts";
import { PageHeader } from "../page-header.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { AddressSection } from "./address-section.tsx";
import { PasswordSection } from "./password-section.tsx";
import { ProfileSection } from "./profile-section.tsx";

/** What is a person's own, in whatever tenant they are. */
export function ProfilePage() {
  const { data, error, refetch } = useQuery(profileQuery);
  return (
    <>
      <PageHeader title="Your account">It is yours alone, whichever tenants you belong to.</PageHeader>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <div className="flex max-w-2xl flex-col gap-5">
          {data ? (
            <>
              <ProfileSection key={`${data.name}${data.language}${data.time_zone}`} profile={data} />
              <AddressSection profile={data} />
              <PasswordSection email={data.email} />
            </>
          ) : (
            ["h-64", "h-40", "h-64"].map((height, index) => (
              <Skeleton key={String(index)} className={`${height} w-full`} />
            ))
          )}
        </div>
      )}
    </>
  );
}
