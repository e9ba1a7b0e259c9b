"use client";

import type { OperatorServerDetail } from "@/lib/api/shapes.ts";
import { formatMoment } from "@/lib/format.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { HOLD_TITLES } from "@/lib/words/holds.ts";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";
import { useOperatorChanges } from "./use-operator-changes.ts";

/** The reasons why it must be stopped; each is lifted by itself, the last brings it back. */
export function Holds({ server }: { server: OperatorServerDetail }) {
  const { lift } = useOperatorChanges();
  const missing = useMissing("operator:hold");
  return (
    <Section title="Holds" className={server.holds.length > 0 ? "py-0" : ""}>
      {server.holds.length === 0 ? (
        <p className="text-muted text-sm">None. A hold stops the server and keeps its owner from starting it.</p>
      ) : (
        <ul aria-label="Holds" className="divide-y">
          {server.holds.map((hold) => (
            <li key={hold.id} className="flex flex-wrap items-center gap-3 py-3">
              <div className="min-w-0 flex-1 basis-56 text-sm">
                <p className="flex flex-wrap items-center gap-2">
                  <Badge tone="warn">{HOLD_TITLES[hold.kind] ?? hold.kind}</Badge>
                  <span className="text-muted text-xs">
                    since <Ago at={hold.since} />
                    {hold.until && <> · until {formatMoment(hold.until)}</>}
                  </span>
                </p>
                <p className="mt-1 break-words">{hold.reason}</p>
              </div>
              <ReasonButton
                size="sm"
                reason={missing}
                busy={lift.isPending && lift.variables === hold.id}
                onClick={() => lift.mutate(hold.id)}
              >
                Lift hold
              </ReasonButton>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
