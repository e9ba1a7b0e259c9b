import type { AuditEntry } from "@/lib/api/shapes.ts";
import { commandTitle } from "@/lib/words/commands.ts";
import { statusTitle } from "@/lib/words/statuses.ts";
import type { Column } from "../data-table.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";

/** Who acts without a name of their own. */
const ACTORS: Record<string, string> = {
  anonymous: "Not signed in",
  operator: "Our staff",
  system: "Hostwright",
  key: "An API key",
};
const TONES = { done: "calm", denied: "warn", failed: "bad" } as const;

export const actorTitle = ({ actor }: AuditEntry): string => actor.name ?? ACTORS[actor.type] ?? actor.id;

export const entryColumns = (show: (entry: AuditEntry) => void): Column<AuditEntry>[] => [
  {
    id: "what",
    header: "What",
    meta: { className: "w-full max-w-0 md:w-auto md:max-w-72" },
    cell: ({ row: { original: entry } }) => (
      <div className="min-w-0">
        <button
          type="button"
          data-row-link
          onClick={() => show(entry)}
          className="block max-w-full truncate rounded text-left font-medium hover:text-accent"
        >
          {commandTitle(entry.command)}
        </button>
        <span className="block truncate text-muted text-xs md:hidden">{actorTitle(entry)}</span>
        {entry.resource && (
          <span className="hidden truncate font-mono text-muted text-xs md:block" title={entry.resource.id}>
            {entry.resource.type} …{entry.resource.id.slice(-8)}
          </span>
        )}
      </div>
    ),
  },
  {
    id: "who",
    header: "Who",
    meta: { className: "hidden max-w-52 md:table-cell" },
    cell: ({ row: { original: entry } }) => (
      <div className="min-w-0">
        <span className="block truncate" title={entry.actor.id}>
          {actorTitle(entry)}
        </span>
        {entry.support && (
          <span className="block truncate text-warn text-xs" title={entry.support.reason}>
            by our support: {entry.support.reason}
          </span>
        )}
      </div>
    ),
  },
  {
    id: "where",
    header: "From",
    meta: { className: "hidden whitespace-nowrap lg:table-cell" },
    cell: ({ row: { original: entry } }) => (
      <span className="font-mono text-muted text-xs">
        {entry.address ?? "–"}
        {entry.country && ` ${entry.country}`}
      </span>
    ),
  },
  {
    id: "outcome",
    header: "Outcome",
    meta: { className: "whitespace-nowrap" },
    cell: ({ row: { original: entry } }) => <Badge tone={TONES[entry.outcome]}>{statusTitle(entry.outcome)}</Badge>,
  },
  {
    id: "at",
    header: "When",
    meta: { className: "whitespace-nowrap text-muted" },
    cell: ({ row: { original: entry } }) => <Ago at={entry.at} />,
  },
];
