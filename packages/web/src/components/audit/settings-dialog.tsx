"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type AuditSettings, auditSettingsQuery, setAuditSettings } from "@/lib/api/audit.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, Input } from "../ui/field.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

const TITLE = "Audit settings";
type Rule = AuditSettings["silenced_rules"][number];
const RULES: [Rule, string][] = [
  ["new_country", "A sign-in from a country never seen before"],
  ["new_device", "A sign-in from a browser or program never seen before"],
  ["many_failures", "Many failed sign-ins to one account"],
  ["key_two_places", "An API key used from two places within minutes"],
  ["mass_deletion", "Many servers or backups deleted at once"],
  ["escalation", "Somebody given more rights"],
];

/** How long entries are kept, and what the owners are warned of. */
export default function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { data, error } = useQuery(auditSettingsQuery);
  if (data) return <Form settings={data} onClose={onClose} />;
  return (
    <Dialog open onClose={onClose} title={TITLE}>
      {error ? <ProblemNotice error={error} /> : <Skeleton className="h-60" />}
    </Dialog>
  );
}

function Form({ settings, onClose }: { settings: AuditSettings; onClose: () => void }) {
  const client = useQueryClient();
  const [days, setDays] = useState(String(settings.retention_days));
  const [silenced, setSilenced] = useState<Rule[]>(settings.silenced_rules);
  const save = useMutation({
    mutationFn: () => setAuditSettings({ retention_days: Number(days), silenced_rules: silenced }),
    onSuccess: () => {
      toast.success("Audit settings saved");
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["audit"] }),
  });
  const wrong = /^\d+$/.test(days) && Number(days) >= 90 && Number(days) <= 3650 ? undefined : "90 to 3650 days";
  return (
    <AskDialog
      title={TITLE}
      verb="Save"
      change={save}
      disabled={wrong !== undefined}
      onClose={onClose}
      onAnswer={() => save.mutate()}
    >
      <Field label="Keep entries for days" hint="Fewer than now: what is older goes within a day." error={wrong}>
        {(wiring) => (
          <Input {...wiring} inputMode="numeric" value={days} onChange={({ target }) => setDays(target.value)} />
        )}
      </Field>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 font-medium text-sm">Warn owners of</legend>
        {RULES.map(([rule, title]) => (
          <label key={rule} className="flex min-h-7 items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={!silenced.includes(rule)}
              onChange={({ target }) =>
                setSilenced(target.checked ? silenced.filter((one) => one !== rule) : [...silenced, rule])
              }
            />
            {title}
          </label>
        ))}
      </fieldset>
    </AskDialog>
  );
}
