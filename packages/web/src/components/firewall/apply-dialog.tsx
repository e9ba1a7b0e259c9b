"use client";

import type { UseMutationResult } from "@tanstack/react-query";
import { problemOf } from "@/lib/api/problem.ts";
import { cn } from "@/lib/cn.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import type { Diff, Line } from "./diff.ts";
import { keepsSsh, ruleText, type Settings } from "./rules.ts";

interface Props {
  diff: Diff;
  settings: Settings;
  apply: UseMutationResult<unknown, Error, Settings>;
  onClose: () => void;
}

const LOOKS: Record<Line["kind"], { sign: string; word: string; style: string }> = {
  added: { sign: "+", word: "Added", style: "bg-good-soft text-good" },
  removed: { sign: "−", word: "Removed", style: "bg-bad-soft text-bad line-through" },
  moved: { sign: "↕", word: "Moved", style: "bg-accent-soft text-accent" },
  kept: { sign: "", word: "Kept", style: "text-muted" },
};

/** What changes, before it does. */
export function ApplyDialog({ diff, settings, apply, onClose }: Props) {
  return (
    <Dialog
      open
      onClose={onClose}
      className="w-[36rem]"
      title="Apply these rules?"
      description="The whole list is replaced. Connections that are open stay open; new ones meet the new rules. If it fails, the rules of before are back in force."
      footer={
        <>
          <Button onClick={onClose}>Keep editing</Button>
          <Button look="primary" busy={apply.isPending} onClick={() => apply.mutate(settings, { onSuccess: onClose })}>
            Apply rules
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {apply.error && <Refused error={apply.error} />}
        {!keepsSsh(settings) && (
          <Banner look="warn" title="SSH will not be let in">
            No rule accepts TCP port 22. You can still reach the server through its console.
          </Banner>
        )}
        <ol aria-label="Changes" className="flex flex-col gap-1 text-sm">
          {diff.lines.map(({ kind, rule }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines stand still while they are shown.
            <li key={index} className={cn("flex gap-2 break-words rounded px-2 py-1", LOOKS[kind].style)}>
              <span aria-hidden className="w-3 shrink-0 text-center">
                {LOOKS[kind].sign}
              </span>
              <span className="sr-only">{LOOKS[kind].word}: </span>
              <span className="min-w-0">{ruleText(rule)}</span>
            </li>
          ))}
        </ol>
        {diff.defaults.map(({ direction, before, after }) => (
          <p key={direction} className="text-sm">
            Other {direction === "in" ? "incoming" : "outgoing"} traffic: {before} → <strong>{after}</strong>
          </p>
        ))}
      </div>
    </Dialog>
  );
}

/** Which rule the API refuses, and why. */
function Refused({ error }: { error: Error }) {
  const { fields } = problemOf(error);
  const told = fields.flatMap(({ name, messages }) => {
    const [, place, field] = /^rules\.(\d+)\.?([a-z]*)/.exec(name) ?? [];
    const where = place === undefined ? name : `Rule ${Number(place) + 1}${field ? `, ${WORDS[field] ?? field}` : ""}`;
    return messages.map((message) => `${where}: ${message}`);
  });
  if (told.length === 0) return <ProblemNotice error={error} />;
  return (
    <Banner look="bad" alert title="Some rules are not right">
      <ul>
        {told.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Banner>
  );
}
const WORDS: Record<string, string> = { sources: "from", destinations: "to" };
