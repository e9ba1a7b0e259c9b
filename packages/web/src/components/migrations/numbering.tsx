import type { Schema } from "@hostwright/sdk";
import { formatCount } from "@/lib/format.ts";
import { Section } from "../ui/card.tsx";
import { Fact, Facts } from "../ui/facts.tsx";

const TITLES: Record<string, string> = { invoice: "Next invoice" };

/** Where numberings that came over continue. */
export function Numbering({ sequences }: { sequences: Schema<"NumberSequence">[] }) {
  if (sequences.length === 0) return null;
  return (
    <Section title="Numbering">
      <Facts>
        {sequences.map(({ name, next, format }) => (
          <Fact key={name} name={TITLES[name] ?? name}>
            <span className="tabular">{formatCount(next)}</span>
            <span className="text-muted">
              written as <code className="font-mono text-xs">{format}</code>
            </span>
          </Fact>
        ))}
      </Facts>
    </Section>
  );
}
