"use client";

import type { Decision } from "@hostwright/core/reconcile/state";
import { useState } from "react";
import type { Finding } from "@/lib/api/shapes.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Input } from "../ui/field.tsx";
import { useFindingChanges } from "./use-finding-changes.ts";
import { DECISIONS } from "./words.ts";

interface Props {
  finding: Finding;
  decision: Decision;
  onClose: () => void;
}

/** What cannot be taken back is confirmed by typing what it is about. */
export default function DecideDialog({ finding, decision, onClose }: Props) {
  const { decide } = useFindingChanges(finding.id);
  const { title, means, confirm, danger, button } = DECISIONS[decision];
  const wanted = confirm ? String(finding.about[confirm] ?? "") : undefined;
  const [typed, setTyped] = useState("");
  return (
    <AskDialog
      title={title}
      description={means}
      verb={button.replace("…", "")}
      look={danger ? "destroy" : "primary"}
      leave="Leave it"
      change={decide}
      disabled={wanted !== undefined && typed !== wanted}
      noValidate
      onClose={onClose}
      onAnswer={() =>
        decide.mutate({ decision, ...(wanted === undefined ? {} : { confirm: typed }) }, { onSuccess: onClose })
      }
    >
      {wanted !== undefined && (
        <Field label={confirm === "vmid" ? `Type the VM id ${wanted}` : `Type the server’s name ${wanted}`}>
          {(wiring) => (
            <Input {...wiring} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
          )}
        </Field>
      )}
    </AskDialog>
  );
}
