import { ArrowDown, ArrowUp, Pencil, ShieldOff, X } from "lucide-react";
import { Empty } from "../ui/empty.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { matchText, networksText, type Rule, ruleText } from "./rules.ts";

interface Props {
  rules: Rule[];
  reason: string | undefined;
  onChange: (rules: Rule[]) => void;
  onEdit: (at: number) => void;
}

/** The rules in the order in which they are asked. */
export function RuleList({ rules, reason, onChange, onEdit }: Props) {
  if (rules.length === 0)
    return (
      <Empty icon={ShieldOff} title="No rules of yours">
        Everything meets the decisions below. Start from a template, or add a rule.
      </Empty>
    );
  const move = (at: number, to: number) => {
    const [rule] = rules.slice(at, at + 1);
    if (rule) onChange(rules.toSpliced(at, 1).toSpliced(to, 0, rule));
  };
  return (
    <ol aria-label="Rules, the first that matches decides" className="divide-y">
      {rules.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no identity beyond its place; two may be the same.
        <li key={at} className="flex items-start gap-3 px-4 py-2.5">
          <span className="tabular w-5 pt-0.5 text-right text-faint text-xs">{at + 1}</span>
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
              <span className={rule.action === "accept" ? "font-medium text-good" : "font-medium text-bad"}>
                {rule.action === "accept" ? "Accept" : "Drop"}
              </span>
              <span className="font-medium">{matchText(rule)}</span>
              <span className="text-muted">{rule.direction === "in" ? "incoming" : "outgoing"}</span>
              {rule.description && <span className="text-muted">{rule.description}</span>}
            </p>
            <p className="break-words text-muted text-xs">
              {rule.direction === "in" || rule.sources.length > 0 ? `From ${networksText(rule.sources)}` : ""}
              {rule.direction === "out" || rule.destinations.length > 0 ? ` To ${networksText(rule.destinations)}` : ""}
            </p>
          </div>
          <fieldset className="flex shrink-0 flex-wrap justify-end">
            <legend className="sr-only">{`Rule ${at + 1}: ${ruleText(rule)}`}</legend>
            <ReasonButton
              look="quiet"
              size="icon-sm"
              aria-label={`Move rule ${at + 1} up`}
              reason={reason ?? (at === 0 ? "It is asked first already." : undefined)}
              onClick={() => move(at, at - 1)}
            >
              <ArrowUp aria-hidden />
            </ReasonButton>
            <ReasonButton
              look="quiet"
              size="icon-sm"
              aria-label={`Move rule ${at + 1} down`}
              reason={reason ?? (at === rules.length - 1 ? "It is asked last already." : undefined)}
              onClick={() => move(at, at + 1)}
            >
              <ArrowDown aria-hidden />
            </ReasonButton>
            <ReasonButton
              look="quiet"
              size="icon-sm"
              aria-label={`Edit rule ${at + 1}`}
              reason={reason}
              onClick={() => onEdit(at)}
            >
              <Pencil aria-hidden />
            </ReasonButton>
            <ReasonButton
              look="quiet"
              size="icon-sm"
              aria-label={`Remove rule ${at + 1}`}
              reason={reason}
              onClick={() => onChange(rules.toSpliced(at, 1))}
            >
              <X aria-hidden />
            </ReasonButton>
          </fieldset>
        </li>
      ))}
    </ol>
  );
}
