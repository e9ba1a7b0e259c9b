import Link from "next/link";
import type { Found } from "@/lib/api/staff.ts";
import { formatMoment } from "@/lib/format.ts";
import { Section } from "../ui/card.tsx";
import { Badge } from "../ui/status.tsx";

const GROUPS = [
  ["server", "Servers"],
  ["tenant", "Tenants"],
  ["user", "People"],
] as const;

/** Where a result leads; people have no page of their own, their tenant has. */
const hrefOf = ({ type, id, tenant }: Found): string | undefined => {
  if (type === "server") return `/operator/servers/${id}`;
  const of = type === "tenant" ? id : tenant?.id;
  return of && `/operator/tenants/${of}`;
};

export function Results({ results }: { results: Found[] }) {
  return (
    <div className="flex flex-col gap-4">
      {GROUPS.map(([type, title]) => {
        const rows = results.filter((one) => one.type === type);
        return (
          rows.length > 0 && (
            <Section key={type} title={title} className="py-0">
              <ul aria-label={title} className="divide-y">
                {rows.map((one) => (
                  <Row key={`${one.id}${one.tenant?.id}${one.held?.from}`} found={one} />
                ))}
              </ul>
            </Section>
          )
        );
      })}
    </div>
  );
}

function Row({ found }: { found: Found }) {
  const href = hrefOf(found);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 text-sm">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex items-center gap-2">
          {href ? (
            <Link href={href} className="truncate rounded font-medium hover:text-accent">
              {found.name}
            </Link>
          ) : (
            <span className="truncate font-medium">{found.name}</span>
          )}
          {found.deleted && <Badge>Deleted</Badge>}
        </p>
        {found.detail && <p className="truncate text-muted text-xs">{found.detail}</p>}
      </div>
      {found.held && <Held held={found.held} />}
      {found.type !== "tenant" &&
        (found.tenant ? (
          <Link
            href={`/operator/tenants/${found.tenant.id}`}
            className="max-w-48 truncate rounded text-muted hover:text-accent"
          >
            {found.tenant.name}
          </Link>
        ) : (
          <span className="text-muted text-xs">in no tenant</span>
        ))}
    </li>
  );
}

function Held({ held: { address, from, until } }: { held: NonNullable<Found["held"]> }) {
  return (
    <p className="text-xs">
      <span className="font-mono">{address}</span> {until === null && <Badge tone="good">Now</Badge>}
      <span className="block text-muted">
        {from ? `from ${formatMoment(from)}` : "from before it was recorded"} {until && `until ${formatMoment(until)}`}
      </span>
    </p>
  );
}
