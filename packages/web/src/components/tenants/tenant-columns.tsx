import Link from "next/link";
import type { OperatorTenant } from "@/lib/api/people.ts";
import type { Column } from "../data-table.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";
import { STATUS_TITLES, STATUS_TONES } from "./status.ts";

export const tenantColumns = (
  locked: string | undefined,
  decide: (tenant: OperatorTenant, approve: boolean) => void,
): Column<OperatorTenant>[] => [
  {
    id: "name",
    header: "Tenant",
    meta: { className: "w-full max-w-0 md:w-auto md:max-w-80" },
    cell: ({ row: { original: tenant } }) => (
      <div className="min-w-0">
        <Link
          href={`/operator/tenants/${tenant.id}`}
          data-row-link
          className="block truncate rounded font-medium hover:text-accent"
        >
          {tenant.name}
        </Link>
        <span className="block truncate text-muted text-xs">
          {tenant.owner ? `${tenant.owner.name}, ${tenant.owner.email}` : "Nobody owns it yet: an invitation is open"}
        </span>
        {tenant.status_reason && <span className="block truncate text-muted text-xs">{tenant.status_reason}</span>}
      </div>
    ),
  },
  {
    id: "status",
    header: "Status",
    cell: ({ row: { original: tenant } }) => (
      <Badge tone={STATUS_TONES[tenant.status]}>{STATUS_TITLES[tenant.status]}</Badge>
    ),
  },
  {
    id: "created",
    header: "Since",
    meta: { className: "hidden md:table-cell whitespace-nowrap text-muted" },
    cell: ({ row: { original: tenant } }) => <Ago at={tenant.created} />,
  },
  {
    id: "menu",
    header: () => <span className="sr-only">Actions</span>,
    meta: { className: "text-right" },
    cell: ({ row: { original: tenant } }) => (
      <span className="flex justify-end gap-1.5 max-sm:flex-col">
        {tenant.status !== "active" && (
          <ReasonButton
            size="sm"
            reason={locked}
            aria-label={`Approve ${tenant.name}`}
            onClick={() => decide(tenant, true)}
          >
            Approve
          </ReasonButton>
        )}
        {tenant.status === "pending_review" && (
          <ReasonButton
            size="sm"
            reason={locked}
            aria-label={`Refuse ${tenant.name}`}
            onClick={() => decide(tenant, false)}
          >
            Refuse
          </ReasonButton>
        )}
      </span>
    ),
  },
];
