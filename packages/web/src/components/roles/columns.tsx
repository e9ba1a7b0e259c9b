import type { Role } from "@/lib/api/shapes.ts";
import { plural } from "@/lib/format.ts";
import { permissionTitle } from "@/lib/words/permissions.ts";
import type { Column } from "../data-table.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Badge } from "../ui/status.tsx";

const BUILT_IN = "Built-in roles stay as they are. Make one of your own instead.";

const inUse = ({ members }: Role): string | undefined =>
  members > 0 ? "Members have this role. Give them another one first." : undefined;

export const roleColumns = (
  missing: string | undefined,
  change: (role: Role) => void,
  remove: (role: Role) => void,
): Column<Role>[] => [
  {
    id: "name",
    header: "Name",
    meta: { className: "w-full max-w-0 md:w-auto md:max-w-60" },
    cell: ({ row: { original: role } }) => (
      <div className="min-w-0">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{role.name}</span>
          {role.built_in && <Badge>Built in</Badge>}
        </span>
        <span className="block truncate text-muted text-xs md:hidden">
          {plural(role.permissions.length, "permission")} · {plural(role.members, "member")}
        </span>
      </div>
    ),
  },
  {
    id: "permissions",
    header: "May",
    meta: { className: "hidden max-w-96 text-muted text-xs md:table-cell" },
    cell: ({ row: { original: role } }) => (
      <span className="line-clamp-2">{role.permissions.map(permissionTitle).join(", ")}</span>
    ),
  },
  {
    id: "members",
    header: "Members",
    meta: { className: "hidden text-right tabular-nums md:table-cell" },
    cell: ({ row: { original: role } }) => role.members,
  },
  {
    id: "menu",
    header: () => <span className="sr-only">Actions</span>,
    meta: { className: "w-px whitespace-nowrap text-right" },
    cell: ({ row: { original: role } }) => (
      <span className="inline-flex gap-1.5">
        <ReasonButton
          size="sm"
          reason={role.built_in ? BUILT_IN : missing}
          aria-label={`Change ${role.name}`}
          onClick={() => change(role)}
        >
          Change
        </ReasonButton>
        <ReasonButton
          size="sm"
          reason={role.built_in ? BUILT_IN : (missing ?? inUse(role))}
          aria-label={`Delete ${role.name}`}
          onClick={() => remove(role)}
        >
          Delete
        </ReasonButton>
      </span>
    ),
  },
];
