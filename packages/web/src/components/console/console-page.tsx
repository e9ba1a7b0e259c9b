"use client";

import { CONSOLE_KINDS } from "@hostwright/core/console/state";
import { serverCan } from "@hostwright/core/server/state";
import { useQuery } from "@tanstack/react-query";
import { SquareTerminal } from "lucide-react";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { problemOf } from "@/lib/api/problem.ts";
import { serverQuery } from "@/lib/api/servers.ts";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { useTitle } from "@/lib/use-title.ts";
import { FailedPage } from "../failed-page.tsx";
import { PageHeader } from "../page-header.tsx";
import { reasonOf } from "../servers/reason.ts";
import { ServerGone } from "../servers/server-gone.tsx";
import { ServerSkeleton } from "../servers/server-skeleton.tsx";
import { useAnnounceServer } from "../shell/current-server.tsx";
import { buttonStyle } from "../ui/button-style.ts";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { ServerStatus } from "../ui/status.tsx";
import { TabPanel, Tabs } from "../ui/tabs.tsx";
import { ConsoleView } from "./console-view.tsx";

const KINDS = [
  ["serial", "Serial"],
  ["vnc", "Screen (VNC)"],
] as const;

/** A server's consoles: the serial port first, the screen beside it. */
export function ConsolePage({ id }: { id: string }) {
  const { data: server, error, refetch } = useQuery(serverQuery(id));
  const gone = server?.status === "deleted" || (error && [400, 404].includes(problemOf(error).status));
  useAnnounceServer(gone ? undefined : server);
  if (gone) return <ServerGone id={id} />;
  if (server) return <Loaded server={server} />;
  return error ? <FailedPage title="Console" error={error} onRetry={() => refetch()} /> : <ServerSkeleton />;
}

function Loaded({ server }: { server: ServerDetail }) {
  useTitle(`Console of ${server.name}`);
  const [kind, setKind] = useQueryState("kind", parseAsStringLiteral(CONSOLE_KINDS).withDefault("serial"));
  const missing = useMissing("server:console");
  const reason = missing ?? reasonOf(serverCan.console(server));
  const back = (
    <Link href={`/servers/${server.id}`} className={buttonStyle()}>
      Back to the server
    </Link>
  );
  return (
    <>
      <PageHeader title={`Console of ${server.name}`} actions={back}>
        <ServerStatus server={server} />
      </PageHeader>
      <Tabs label="Kind of console" tabs={KINDS} value={kind} onChange={setKind}>
        <TabPanel value={kind}>
          <WhileAllowed reason={reason}>
            <ConsoleView key={kind} server={server} kind={kind} />
          </WhileAllowed>
        </TabPanel>
      </Tabs>
    </>
  );
}

function WhileAllowed({ reason, children }: { reason: string | undefined; children: React.ReactNode }) {
  if (!reason) return children;
  return (
    <Card>
      <Empty icon={SquareTerminal} title="No console now">
        {reason}
      </Empty>
    </Card>
  );
}
