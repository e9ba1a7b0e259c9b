import type { Member } from "@/lib/api/people.ts";
import type { Column } from "../data-table.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";

const OWN = "This is you: leave the tenant below.";

export const memberColumns = (
  locked: string | undefined,
  change: (member: Member) => void,
  remove: (member: Member) => void,
): Column<Member>[] => [
  {
    id: "name",
    header: "Member",
    meta: { className: "w-full max-w-0 md:w-auto md:max-w-72" },
    cell: ({ row: { original: member } }) => (
      <div className="min-w-0">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{member.name}</span>
          {member.you && <Badge tone="moving">You</Badge>}
        </span>
        <span className="block truncate text-muted text-xs">{member.email}</span>
      </div>
    ),
  },
  {
    id: "role",
    header: "Role",
    meta: { className: "whitespace-nowrap" },
    cell: ({ row: { original: member } }) => (
      <span>
        {member.role_name}
        {member.scope && (
          <span className="block max-w-28 truncate text-muted text-xs md:max-w-72" title={member.scope}>
            on {member.scope}
          </span>
        )}
      </span>
    ),
  },
  {
    id: "since",
    header: "Since",
    meta: { className: "hidden md:table-cell whitespace-nowrap text-muted" },
    cell: ({ row: { original: member } }) => <Ago at={member.since} />,
  },
  {
    id: "menu",
    header: () => <span className="sr-only">Actions</span>,
    meta: { className: "text-right" },
    cell: ({ row: { original: member } }) => (
      <span className="flex justify-end gap-1.5 max-sm:flex-col">
        <ReasonButton
          size="sm"
          reason={locked}
          aria-label={`Change role of ${member.name}`}
          onClick={() => change(member)}
        >
          Role
        </ReasonButton>
        <ReasonButton
          size="sm"
          reason={locked ?? (member.you ? OWN : undefined)}
          aria-label={`Remove ${member.name}`}
          onClick={() => remove(member)}
        >
          Remove
        </ReasonButton>
      </span>
    ),
  },
];
