"use client";

import { type Decision, FINDINGS } from "@hostwright/core/reconcile/state";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { findingQuery } from "@/lib/api/findings.ts";
import type { Finding } from "@/lib/api/shapes.ts";
import { cn } from "@/lib/cn.ts";
import { plural } from "@/lib/format.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { useTitle } from "@/lib/use-title.ts";
import { FailedPage } from "../failed-page.tsx";
import { PageHeader } from "../page-header.tsx";
import { ServerSkeleton } from "../servers/server-skeleton.tsx";
import { Banner } from "../ui/banner.tsx";
import { Section } from "../ui/card.tsx";
import { Copy } from "../ui/copy.tsx";
import { Fact, Facts } from "../ui/facts.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Ago } from "../ui/time.tsx";
import { FindingStatus, SeverityBadge } from "./finding-badges.tsx";
import { useFindingChanges } from "./use-finding-changes.ts";
import { DECISIONS, subjectTitle, valueName, valueText } from "./words.ts";

const DecideDialog = dynamic(() => import("./decide-dialog.tsx"), { ssr: false });
const MuteDialog = dynamic(() => import("./mute-dialog.tsx"), { ssr: false });

export function FindingPage({ id }: { id: string }) {
  const { data: finding, error, refetch } = useQuery(findingQuery(id));
  if (finding) return <Loaded finding={finding} />;
  return error ? <FailedPage title="Finding" error={error} onRetry={() => refetch()} /> : <ServerSkeleton />;
}

function Loaded({ finding }: { finding: Finding }) {
  const { title, means } = FINDINGS[finding.code];
  useTitle(title);
  const [dialog, setDialog] = useState<Decision | "mute">();
  const missing = useMissing("operator:reconcile");
  const { unmute } = useFindingChanges(finding.id);
  const close = () => setDialog(undefined);
  const over = finding.status === "closed" ? "It is not seen any more." : undefined;
  return (
    <>
      <PageHeader
        title={title}
        actions={
          <>
            {finding.decisions.map(({ decision, refused }) => (
              <ReasonButton
                key={decision}
                look={DECISIONS[decision].danger ? "danger" : "outline"}
                reason={missing ?? refused ?? undefined}
                onClick={() => setDialog(decision)}
              >
                {DECISIONS[decision].button}
              </ReasonButton>
            ))}
            {finding.status === "muted" ? (
              <ReasonButton reason={missing} busy={unmute.isPending} onClick={() => unmute.mutate()}>
                Open again
              </ReasonButton>
            ) : (
              <ReasonButton reason={missing ?? over} onClick={() => setDialog("mute")}>
                Accept as is…
              </ReasonButton>
            )}
          </>
        }
      >
        <span className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1">
          <SeverityBadge severity={finding.severity} />
          <FindingStatus status={finding.status} />
          {subjectTitle(finding)}
        </span>
      </PageHeader>
      <div className="flex flex-col gap-4">
        {finding.resolution && <Banner look="info" title={finding.resolution} />}
        {finding.muted_reason && (
          <Banner look="info" title="Accepted as it is">
            {finding.muted_reason}
          </Banner>
        )}
        <p className="max-w-prose text-muted text-sm">{means}</p>
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <BothSides finding={finding} />
          <About finding={finding} />
        </div>
      </div>
      {dialog === "mute" && <MuteDialog finding={finding} onClose={close} />}
      {dialog && dialog !== "mute" && <DecideDialog finding={finding} decision={dialog} onClose={close} />}
    </>
  );
}

/** Value by value, what should be and what is. */
function BothSides({ finding: { expected, observed } }: { finding: Finding }) {
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(observed)])];
  return (
    <Section title="What differs">
      <table aria-label="What differs" className="w-full text-sm">
        <thead>
          <tr className="text-left text-muted text-xs">
            <th scope="col" className="pb-1 font-normal">
              <span className="sr-only">Value</span>
            </th>
            <th scope="col" className="pb-1 font-normal">
              Records
            </th>
            <th scope="col" className="pb-1 font-normal">
              Endpoint
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => {
            const same = key in expected && expected[key] === observed[key];
            return (
              <tr key={key} className="border-t">
                <th scope="row" className="py-1.5 pr-3 text-left font-normal text-muted">
                  {valueName(key)}
                </th>
                <td className="break-all py-1.5 pr-3 font-mono text-xs">
                  {key in expected ? valueText(expected[key]) : "–"}
                </td>
                <td className={cn("break-all py-1.5 font-mono text-xs", !same && "font-medium text-bad")}>
                  {key in observed ? valueText(observed[key]) : "–"}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}

const About = ({ finding }: { finding: Finding }) => (
  <Section title="About it">
    <Facts>
      {finding.subject.type === "server" && (
        <Fact name="Server">
          <Link
            href={`/operator/servers/${finding.subject.id}`}
            className="inline-flex min-h-6 items-center rounded text-accent hover:underline"
          >
            {valueText(finding.about.name ?? "Open")}
          </Link>
          <Copy what="server id" value={finding.subject.id} className="text-muted" />
        </Fact>
      )}
      {Object.entries(finding.about)
        .filter(([key]) => finding.subject.type !== "server" || key !== "name")
        .map(([key, value]) => (
          <Fact key={key} name={valueName(key)}>
            {valueText(value)}
          </Fact>
        ))}
      <Fact name="First seen">
        <Ago at={finding.first_seen} />
      </Fact>
      <Fact name="Last seen">
        <Ago at={finding.last_seen} /> <span className="text-muted">· {plural(finding.sightings, "look")}</span>
      </Fact>
      {finding.closed && (
        <Fact name="Closed">
          <Ago at={finding.closed} />
        </Fact>
      )}
      <Fact name="Id">
        <Copy what="finding id" value={finding.id} />
      </Fact>
    </Facts>
  </Section>
);
