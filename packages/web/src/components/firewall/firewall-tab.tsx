"use client";

import { serverCan } from "@hostwright/core/server/state";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useCallback, useState } from "react";
import { firewallQuery } from "@/lib/api/network.ts";
import type { Firewall, ServerDetail } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { reasonOf } from "../servers/reason.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Above } from "./above.tsx";
import { ApplyDialog } from "./apply-dialog.tsx";
import { Defaults } from "./defaults.tsx";
import { diffOf } from "./diff.ts";
import { RuleDialog } from "./rule-dialog.tsx";
import { RuleList } from "./rule-list.tsx";
import { type Rule, type Settings, settingsOf } from "./rules.ts";
import { Templates } from "./templates.tsx";
import { useApply } from "./use-apply.ts";

export default function FirewallTab({ server }: { server: ServerDetail }) {
  const { data, error, refetch } = useQuery(firewallQuery(server.id));
  if (data) return <Loaded server={server} firewall={data} />;
  return error ? <ProblemNotice error={error} onRetry={() => refetch()} /> : <Skeleton className="h-80" />;
}

/** The list as it is being edited; nothing happens to the server before it is applied. */
function Loaded({ server, firewall }: { server: ServerDetail; firewall: Firewall }) {
  const standing = settingsOf(firewall);
  const [draft, setDraft] = useState<Settings>();
  const [editing, setEditing] = useState<{ at: number; rule?: Rule }>();
  const [reviewing, setReviewing] = useState(false);
  const missing = useMissing("firewall:update");
  const clear = useCallback(() => setDraft(undefined), []);
  const applying = useApply(server, clear);
  const settings = draft ?? standing;
  const diff = diffOf(standing, settings);
  const busy = missing ?? (applying.pending ? "The new rules are just being applied." : undefined);
  const put = (rules: Rule[]) => setDraft({ ...settings, rules });
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-4">
        {applying.pending && (
          <Banner look="info" title="The new rules are being applied">
            Until it is done, each packet meets either the old list or the new one.
          </Banner>
        )}
        {applying.failed && (
          <Banner look="bad" alert title="The rules were not applied">
            {applying.failed} The rules of before are in force. What you wrote is still here.
          </Banner>
        )}
        <Section
          title="Your rules"
          className="p-0"
          aside={
            <span className="flex flex-wrap gap-2">
              <Templates reason={busy} onChoose={setDraft} />
              <ReasonButton size="sm" reason={busy} onClick={() => setEditing({ at: settings.rules.length })}>
                <Plus aria-hidden />
                Add rule
              </ReasonButton>
            </span>
          }
        >
          <RuleList
            rules={settings.rules}
            reason={busy}
            onChange={put}
            onEdit={(at) => {
              const rule = settings.rules[at];
              if (rule) setEditing({ at, rule });
            }}
          />
          <Defaults settings={settings} reason={busy} onChange={setDraft} />
        </Section>
        {!diff.same && (
          <div className="flex flex-wrap items-center justify-end gap-2">
            <span role="status" className="mr-auto text-muted text-sm">
              Not applied yet.
            </span>
            <Button
              disabled={applying.pending}
              onClick={() => {
                applying.forget();
                clear();
              }}
            >
              Discard
            </Button>
            <ReasonButton
              look="primary"
              reason={busy ?? reasonOf(serverCan.setFirewall(server))}
              onClick={() => setReviewing(true)}
            >
              Review and apply…
            </ReasonButton>
          </div>
        )}
      </div>
      <Above firewall={firewall} />
      {editing && (
        <RuleDialog
          {...(editing.rule ? { rule: editing.rule } : {})}
          onClose={() => setEditing(undefined)}
          onKeep={(rule) => {
            put(settings.rules.toSpliced(editing.at, editing.rule ? 1 : 0, rule));
            setEditing(undefined);
          }}
        />
      )}
      {reviewing && (
        <ApplyDialog
          diff={diff}
          settings={settings}
          apply={applying.apply}
          onClose={() => {
            applying.apply.reset();
            setReviewing(false);
          }}
        />
      )}
    </div>
  );
}
