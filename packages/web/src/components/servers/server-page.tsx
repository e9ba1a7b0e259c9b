"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { actionsQuery } from "@/lib/api/actions.ts";
import { FAST, isMoving } from "@/lib/api/polling.ts";
import { problemOf } from "@/lib/api/problem.ts";
import { serverQuery } from "@/lib/api/servers.ts";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { useTitle } from "@/lib/use-title.ts";
import { ConsoleLink } from "../console/console-link.tsx";
import { FailedPage } from "../failed-page.tsx";
import { PageHeader } from "../page-header.tsx";
import { useAnnounceServer } from "../shell/current-server.tsx";
import { Copy } from "../ui/copy.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ServerStatus } from "../ui/status.tsx";
import { TabPanel, Tabs } from "../ui/tabs.tsx";
import { PowerBar } from "./power-bar.tsx";
import { Rename } from "./rename.tsx";
import { ServerActivity } from "./server-activity.tsx";
import { ServerGone } from "./server-gone.tsx";
import { ServerNotices } from "./server-notices.tsx";
import { ServerOverview } from "./server-overview.tsx";
import { ServerSkeleton } from "./server-skeleton.tsx";

const DeleteDialog = dynamic(() => import("./delete-dialog.tsx"), { ssr: false });
const BackupsTab = dynamic(() => import("../backups/backups-tab.tsx"), {
  loading: () => <Skeleton className="h-80" />,
});
const ManageTab = dynamic(() => import("./manage/manage-tab.tsx"), { ssr: false });
const NetworkTab = dynamic(() => import("../network/network-tab.tsx"), {
  loading: () => <Skeleton className="h-80" />,
});
const FirewallTab = dynamic(() => import("../firewall/firewall-tab.tsx"), {
  loading: () => <Skeleton className="h-80" />,
});
const MetricsTab = dynamic(() => import("../metrics/metrics-tab.tsx"), { ssr: false });
const TABS = [
  ["overview", "Overview"],
  ["metrics", "Metrics"],
  ["network", "Network"],
  ["firewall", "Firewall"],
  ["backups", "Backups"],
  ["manage", "Manage"],
  ["activity", "Activity"],
] as const;

export function ServerPage({ id }: { id: string }) {
  const { data: server, error, refetch } = useQuery(serverQuery(id));
  const gone = server?.status === "deleted" || (error && [400, 404].includes(problemOf(error).status));
  useAnnounceServer(gone ? undefined : server);
  if (gone) return <ServerGone id={id} />;
  if (server) return <Loaded server={server} />;
  return error ? <FailedPage title="Server" error={error} onRetry={() => refetch()} /> : <ServerSkeleton />;
}

function Loaded({ server }: { server: ServerDetail }) {
  useTitle(server.name);
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(TABS.map(([key]) => key)).withDefault("overview"));
  const [deleting, setDeleting] = useState(false);
  const actions = useQuery({
    ...actionsQuery({ resource: server.id, limit: 20 }),
    ...(isMoving(server) ? { refetchInterval: FAST } : {}),
  });
  const creation = actions.data?.actions.find((action) => action.command === "server.create");
  const leftovers = creation?.error?.leftovers ?? [];
  return (
    <>
      <PageHeader title={<Rename server={server} />} actions={<ServerButtons server={server} />}>
        <span className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1">
          <ServerStatus server={server} />
          {server.ipv4 && <Copy what="IPv4 address" value={server.ipv4.address} />}
          <span className="text-xs">{server.location.name}</span>
        </span>
      </PageHeader>
      <div className="flex flex-col gap-3 not-empty:mb-4">
        <ServerNotices server={server} leftovers={leftovers} onDelete={() => setDeleting(true)} />
      </div>
      <Tabs label="Server" tabs={TABS} value={tab} onChange={setTab}>
        <TabPanel value="overview">
          <ServerOverview server={server} actions={actions.data?.actions} onDelete={() => setDeleting(true)} />
        </TabPanel>
        <TabPanel value="backups">
          <BackupsTab server={server} />
        </TabPanel>
        <TabPanel value="manage">
          <ManageTab server={server} />
        </TabPanel>
        <TabPanel value="network">
          <NetworkTab server={server} />
        </TabPanel>
        <TabPanel value="firewall">
          <FirewallTab server={server} />
        </TabPanel>
        <TabPanel value="metrics">
          <MetricsTab server={server} />
        </TabPanel>
        <TabPanel value="activity">
          <ServerActivity id={server.id} actions={actions.data?.actions} error={actions.error} />
        </TabPanel>
      </Tabs>
      {deleting && <DeleteDialog server={server} onClose={() => setDeleting(false)} />}
    </>
  );
}

const ServerButtons = ({ server }: { server: ServerDetail }) => (
  <>
    <ConsoleLink server={server} />
    <PowerBar server={server} />
  </>
);
