"use client";

import type { Decision } from "@hostwright/core/reconcile/state";
import { type FormEvent, useState } from "react";
import type { Finding } from "@/lib/api/shapes.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
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
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (wanted !== undefined && typed !== wanted) return;
    decide.mutate({ decision, ...(wanted === undefined ? {} : { confirm: typed }) }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={means}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            look={danger ? "destroy" : "primary"}
            type="submit"
            form="decide-finding"
            busy={decide.isPending}
            disabled={wanted !== undefined && typed !== wanted}
          >
            {button.replace("…", "")}
          </Button>
        </>
      }
    >
      <form id="decide-finding" noValidate onSubmit={submit} className="flex flex-col gap-4">
        {decide.error && <ProblemNotice error={decide.error} />}
        {wanted !== undefined && (
          <Field label={confirm === "vmid" ? `Type the VM id ${wanted}` : `Type the server’s name ${wanted}`}>
            {(wiring) => (
              <Input {...wiring} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
            )}
          </Field>
        )}
      </form>
    </Dialog>
  );
}
