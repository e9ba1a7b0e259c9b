"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { operatorServersQuery } from "@/lib/api/operator.ts";
import type { TenantDetail } from "@/lib/api/staff.ts";
import { plural } from "@/lib/format.ts";
import { HOLD_TITLES } from "@/lib/words/holds.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Section } from "../ui/card.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Badge, ServerStatus } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";

const SHOWN = 10;
const link = "rounded font-medium hover:text-accent";
const none = "text-muted text-sm";

export function TenantMembers({ tenant: { members } }: { tenant: TenantDetail }) {
  return (
    <Section title="Members" className={members.length > 0 ? "py-0" : ""}>
      {members.length === 0 ? (
        <p className={none}>Nobody yet: the invitation of its owner is open.</p>
      ) : (
        <ul aria-label="Members" className="divide-y">
          {members.map(({ user, role_name, scope, operator, since }) => (
            <li key={user.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 text-sm">
              <div className="min-w-0 flex-1 basis-48">
                <p className="flex items-center gap-2">
                  <span className="truncate font-medium">{user.name}</span>
                  {operator && <Badge>Operator</Badge>}
                </p>
                <p className="truncate text-muted text-xs">{user.email}</p>
              </div>
              <p className="text-right">
                {role_name}
                {scope && <span className="block text-muted text-xs">on {scope}</span>}
              </p>
              <Ago at={since} className="hidden w-24 text-right text-muted text-xs sm:block" />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

export function TenantHolds({ tenant: { holds } }: { tenant: TenantDetail }) {
  return (
    <Section title="Holds" className={holds.length > 0 ? "py-0" : ""}>
      {holds.length === 0 ? (
        <p className={none}>None of its servers is held.</p>
      ) : (
        <ul aria-label="Holds" className="divide-y">
          {holds.map(({ id, server, kind, reason, since }) => (
            <li key={id} className="py-2.5 text-sm">
              <p className="flex flex-wrap items-center gap-2">
                <Badge tone="warn">{HOLD_TITLES[kind] ?? kind}</Badge>
                <Link href={`/operator/servers/${server.id}`} className={link}>
                  {server.name}
                </Link>
                <span className="text-muted text-xs">
                  since <Ago at={since} />
                </span>
              </p>
              <p className="mt-1 break-words">{reason}</p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** The newest; all of them are one press away. */
export function TenantServers({ tenant }: { tenant: TenantDetail }) {
  const { data, error, refetch } = useQuery(operatorServersQuery({ tenant: tenant.id, limit: SHOWN }));
  return (
    <Section
      title="Servers"
      className={tenant.servers > 0 ? "py-0" : ""}
      aside={
        tenant.servers > 0 && (
          <Link href={`/operator/servers?tenant=${tenant.id}`} className="rounded text-muted text-xs hover:text-accent">
            All {plural(tenant.servers, "server")}
          </Link>
        )
      }
    >
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : !data ? (
        <Skeleton className="h-24" />
      ) : data.servers.length === 0 ? (
        <p className={none}>It has none.</p>
      ) : (
        <ul aria-label="Servers" className="divide-y">
          {data.servers.map((server) => (
            <li key={server.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 text-sm">
              <Link href={`/operator/servers/${server.id}`} className={`min-w-0 flex-1 truncate ${link}`}>
                {server.name}
              </Link>
              <span className="font-mono text-muted text-xs">{server.ipv4?.address}</span>
              <ServerStatus server={server} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
