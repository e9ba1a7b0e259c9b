import type { ApiKey } from "@/lib/api/shapes.ts";
import { formatMoment } from "@/lib/format.ts";
import type { Column } from "../data-table.tsx";
import { Button } from "../ui/button.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";
import { scopeOf } from "./scopes.ts";

const isOver = (key: ApiKey): boolean => key.expires !== null && Date.parse(key.expires) <= Date.now();

export const keyColumns = (revoke: (key: ApiKey) => void): Column<ApiKey>[] => [
  {
    id: "name",
    header: "Name",
    meta: { className: "w-full max-w-0 md:w-auto md:max-w-60" },
    cell: ({ row: { original: key } }) => (
      <div className="min-w-0">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{key.name}</span>
          {isOver(key) && <Badge tone="warn">Expired</Badge>}
        </span>
        <span className="block truncate text-muted text-xs">
          <code className="font-mono">{key.hint}…</code> by {key.made_by.name}
        </span>
        <span className="block truncate text-muted text-xs md:hidden">
          {scopeOf(key)} · <LastUsed apiKey={key} />
        </span>
      </div>
    ),
  },
  {
    id: "scope",
    header: "May",
    meta: { className: "hidden md:table-cell" },
    cell: ({ row: { original: key } }) => <span title={key.permissions.join(", ")}>{scopeOf(key)}</span>,
  },
  {
    id: "from",
    header: "From",
    meta: { className: "hidden lg:table-cell max-w-48" },
    cell: ({ row: { original: key } }) =>
      key.addresses.length === 0 ? (
        <span className="text-muted">Anywhere</span>
      ) : (
        <span className="block truncate font-mono text-xs" title={key.addresses.join(", ")}>
          {key.addresses.join(", ")}
        </span>
      ),
  },
  {
    id: "used",
    header: "Last used",
    meta: { className: "hidden md:table-cell whitespace-nowrap" },
    cell: ({ row: { original: key } }) => <LastUsed apiKey={key} />,
  },
  {
    id: "expires",
    header: "Expires",
    meta: { className: "hidden lg:table-cell whitespace-nowrap" },
    cell: ({ row: { original: key } }) =>
      key.expires ? formatMoment(key.expires) : <span className="text-muted">Never</span>,
  },
  {
    id: "menu",
    header: () => <span className="sr-only">Actions</span>,
    meta: { className: "text-right" },
    cell: ({ row: { original: key } }) => (
      <Button size="sm" aria-label={`Revoke ${key.name}`} onClick={() => revoke(key)}>
        Revoke
      </Button>
    ),
  },
];

function LastUsed({ apiKey: { last_used } }: { apiKey: ApiKey }) {
  if (!last_used) return <span className="text-muted">Never used</span>;
  return (
    <span>
      <Ago at={last_used.at} />
      {last_used.address && <span className="ml-1.5 font-mono text-muted text-xs">{last_used.address}</span>}
    </span>
  );
}
