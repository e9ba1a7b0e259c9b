"use client";

import { serverCan } from "@hostwright/core/server/state";
import { useState } from "react";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { type LabelRow, labelRecord, labelRows, labelsProblem } from "@/lib/labels.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { LabelsEditor } from "../order/labels-editor.tsx";
import { Button } from "../ui/button.tsx";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Labels } from "./labels.tsx";
import { reasonOf } from "./reason.ts";
import { useUpdateServer } from "./use-update-server.ts";

export function LabelsSection({ server }: { server: ServerDetail }) {
  const update = useUpdateServer(server.id);
  const missing = useMissing("server:update");
  const [draft, setDraft] = useState<LabelRow[]>();
  const problem = draft && labelsProblem(draft);
  const none = Object.keys(server.labels).length === 0;
  return (
    <Section
      title="Labels"
      aside={
        draft ? (
          <span className="flex gap-2">
            <Button size="sm" onClick={() => setDraft(undefined)}>
              Cancel
            </Button>
            <Button
              size="sm"
              look="primary"
              disabled={Boolean(problem)}
              onClick={() => {
                update.mutate({ labels: labelRecord(draft) });
                setDraft(undefined);
              }}
            >
              Save labels
            </Button>
          </span>
        ) : (
          <ReasonButton
            size="sm"
            look="quiet"
            reason={missing ?? reasonOf(serverCan.rename(server))}
            onClick={() => setDraft(none ? [{ key: "", value: "" }] : labelRows(server.labels))}
          >
            Edit labels
          </ReasonButton>
        )
      }
    >
      {draft ? (
        <LabelsEditor rows={draft} onChange={setDraft} error={problem} />
      ) : none ? (
        <p className="text-muted text-sm">None. Labels group servers in lists and in the API.</p>
      ) : (
        <Labels labels={server.labels} />
      )}
    </Section>
  );
}
