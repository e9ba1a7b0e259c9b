import type { Operator } from "@/lib/api/staff.ts";
import type { Column } from "../data-table.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";
import { ROLE_TITLES } from "./roles.ts";

export const staffColumns = (locked: string | undefined, change: (operator: Operator) => void): Column<Operator>[] => [
  {
    id: "name",
    header: "Operator",
    meta: { className: "w-full max-w-0 md:w-auto md:max-w-72" },
    cell: ({ row: { original: operator } }) => (
      <div className="min-w-0">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{operator.name}</span>
          {operator.you && <Badge tone="moving">You</Badge>}
        </span>
        <span className="block truncate text-muted text-xs">{operator.email}</span>
        <span className="block truncate text-muted text-xs sm:hidden">{titlesOf(operator)}</span>
      </div>
    ),
  },
  {
    id: "roles",
    header: "Roles",
    meta: { className: "hidden sm:table-cell" },
    cell: ({ row: { original: operator } }) => (
      <span className="flex flex-wrap gap-1">
        {operator.roles.map((role) => (
          <Badge key={role} tone={role === "admin" ? "warn" : "calm"}>
            {ROLE_TITLES[role]}
          </Badge>
        ))}
      </span>
    ),
  },
  {
    id: "sign-in",
    header: "Signs in with",
    meta: { className: "hidden lg:table-cell whitespace-nowrap text-muted" },
    cell: ({ row: { original: operator } }) => (operator.provider ? "Staff sign-in" : "Their own"),
  },
  {
    id: "seen",
    header: "Last seen",
    meta: { className: "hidden md:table-cell whitespace-nowrap text-muted" },
    cell: ({ row: { original: operator } }) =>
      operator.last_seen ? <Ago at={operator.last_seen} /> : <span>Not lately</span>,
  },
  {
    id: "menu",
    header: () => <span className="sr-only">Actions</span>,
    meta: { className: "w-px whitespace-nowrap text-right" },
    cell: ({ row: { original: operator } }) => (
      <ReasonButton
        size="sm"
        reason={locked}
        aria-label={`Change roles of ${operator.name}`}
        onClick={() => change(operator)}
      >
        Roles
      </ReasonButton>
    ),
  },
];

const titlesOf = ({ roles }: Operator): string => roles.map((role) => ROLE_TITLES[role]).join(", ");
