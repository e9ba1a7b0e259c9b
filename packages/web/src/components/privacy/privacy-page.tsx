"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { download, type Erasure, erasureQuery, saveFile } from "@/lib/api/audit.ts";
import { toast } from "@/lib/toast.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { PageHeader } from "../page-header.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

const EraseDialog = dynamic(() => import("./erase-dialog.tsx"), { ssr: false });

/** One's own data: to take along, and to have erased. */
export function PrivacyPage() {
  const { data, error, refetch } = useQuery(erasureQuery);
  const [erasing, setErasing] = useState(false);
  const unexported = useMissing("tenant:export");
  return (
    <>
      <PageHeader title="Your data">Take along what there is about you, or have your account erased.</PageHeader>
      <div className="flex flex-col gap-4">
        <Section title="Take it along">
          <p className="mb-3 text-muted text-sm">
            Your profile, sessions, keys and everything the audit trail says about you, as JSON. Passwords and other
            secrets are left out.
          </p>
          <div className="flex flex-wrap gap-2">
            <Save path="/v1/account/export" name="account" title="Download my data" />
            <Save path="/v1/tenant/export" name="tenant" title="Download the tenant's data" missing={unexported} />
          </div>
        </Section>
        <Section title="Erase my account" tone="bad">
          {error ? (
            <ProblemNotice error={error} onRetry={() => refetch()} />
          ) : !data ? (
            <div aria-busy="true">
              <Skeleton className="h-40" />
            </div>
          ) : (
            <div className="flex flex-col gap-4 text-sm">
              <Parts title="Is deleted" parts={data.deletes} />
              <Parts title="Stays, and says nothing about you any more" parts={data.anonymises} />
              <Parts title="Must be kept" parts={data.keeps} />
              <div>
                <ReasonButton look="destroy" reason={reasonOf(data)} onClick={() => setErasing(true)}>
                  Erase my account
                </ReasonButton>
                {data.refusals.map(({ code, message }) => (
                  <p key={`${code}-${message}`} className="mt-2 text-muted">
                    Not yet: you are {message}.
                  </p>
                ))}
              </div>
            </div>
          )}
        </Section>
      </div>
      {erasing && data && <EraseDialog confirm={data.confirm} onClose={() => setErasing(false)} />}
    </>
  );
}

const reasonOf = ({ refusals }: Erasure): string | undefined =>
  refusals[0] ? `Not yet: you are ${refusals[0].message}.` : undefined;

function Parts({ title, parts }: { title: string; parts: Erasure["deletes"] }) {
  if (parts.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1 font-medium">{title}</h3>
      <ul className="flex flex-col gap-1">
        {parts.map(({ what, count, why }) => (
          <li key={what}>
            {what} <span className="tabular text-muted">({count})</span>
            {why && <span className="block text-muted text-xs">{why}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface SaveProps {
  path: string;
  name: string;
  title: string;
  missing?: string | undefined;
}

function Save({ path, name, title, missing }: SaveProps) {
  const save = useMutation({
    mutationFn: async () => {
      const parts: string[] = [];
      await download(path, {}, (text) => parts.push(text));
      saveFile(`${name}-${new Date().toISOString().slice(0, 10)}.json`, "application/json", parts);
    },
    onError: (error) => toast.error(error.message),
  });
  return (
    <ReasonButton reason={missing} busy={save.isPending} onClick={() => save.mutate()}>
      <Download aria-hidden />
      {title}
    </ReasonButton>
  );
}
