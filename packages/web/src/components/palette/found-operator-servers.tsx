"use client";

import { useQuery } from "@tanstack/react-query";
import { assignmentsQuery, operatorServersQuery } from "@/lib/api/operator.ts";
import { AddressHolders } from "./address-holders.tsx";
import { mergeById } from "./merge.ts";
import { PAGE, useSettled } from "./search.ts";
import { ServerItems } from "./server-items.tsx";

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+)$/i;

/** All tenants' newest servers, whichever has exactly the name typed, and whoever holds the address typed. */
export function FoundOperatorServers({ search, go }: { search: string; go: (href: string) => void }) {
  const settled = useSettled(search.trim());
  const newest = useQuery({ ...operatorServersQuery({ limit: PAGE }), refetchInterval: false });
  const isAddress = ADDRESS.test(settled);
  const exact = useQuery({
    ...operatorServersQuery({ name: settled, limit: 5 }),
    enabled: settled !== "" && !isAddress,
  });
  const holders = useQuery(assignmentsQuery(isAddress ? settled : "", undefined));
  const servers = mergeById(newest.data?.servers ?? [], settled && !isAddress ? (exact.data?.servers ?? []) : []);
  return (
    <>
      {isAddress && <AddressHolders assignments={holders.data ?? []} go={go} />}
      <ServerItems servers={servers} href={(server) => `/operator/servers/${server.id}`} go={go} />
    </>
  );
}
