import type { Firewall } from "@/lib/api/shapes.ts";
import { Section } from "../ui/card.tsx";

/** What our own rules do before the customer's are asked. */
export const Above = ({ firewall }: { firewall: Firewall }) => (
  <Section title="What stands above your rules">
    <dl className="flex flex-col gap-3 text-sm">
      {firewall.above.map(({ name, description }) => (
        <div key={name}>
          <dt className="font-medium">{name}</dt>
          <dd className="text-muted">{description}</dd>
        </div>
      ))}
    </dl>
  </Section>
);
