"use client";

import { serverCan } from "@hostwright/core/server/state";
import Link from "next/link";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { formatMoment } from "@/lib/format.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { HOLD_ADVICE, HOLD_TITLES } from "@/lib/words/holds.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { buttonStyle } from "../ui/button-style.ts";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Ago } from "../ui/time.tsx";
import { reasonOf } from "./reason.ts";
import { useServerChanges } from "./use-server-changes.ts";

interface Props {
  server: ServerDetail;
  /** What its failed creation could not take back; empty as a rule. */
  leftovers: string[];
  onDelete: () => void;
}

/** What the customer must know before anything else on the page. */
export function ServerNotices({ server, leftovers, onDelete }: Props) {
  return (
    <>
      {server.holds.length > 0 && <Suspended server={server} />}
      {server.rescue && <InRescue />}
      {server.deletion_due && server.status !== "deleting" && <DeletionDue server={server} due={server.deletion_due} />}
      {server.status === "failed" && <NeverCreated server={server} leftovers={leftovers} onDelete={onDelete} />}
    </>
  );
}

function Suspended({ server }: { server: ServerDetail }) {
  return (
    <Banner look="warn" title="This server is suspended">
      <p>It stays stopped and cannot be started, changed or deleted until every hold is lifted. Its data is kept.</p>
      <ul className="mt-2 flex flex-col gap-2">
        {server.holds.map((hold) => (
          <li key={hold.id}>
            <p className="text-ink">
              {HOLD_TITLES[hold.kind] ?? hold.kind}: {hold.reason}
            </p>
            <p className="text-xs">
              Since <Ago at={hold.since} />
              {hold.until && <>, ends by itself on {formatMoment(hold.until)}</>}. {HOLD_ADVICE[hold.kind]}
            </p>
          </li>
        ))}
      </ul>
    </Banner>
  );
}

const InRescue = () => (
  <Banner
    look="warn"
    title="This server runs the rescue system"
    actions={
      <Link href="?tab=manage" className={buttonStyle({ size: "sm" })}>
        Leave it on the Manage tab
      </Link>
    }
  >
    Its own system is not running; its disk is attached and untouched. Work in the rescue system through the console.
  </Banner>
);

function DeletionDue({ server, due }: { server: ServerDetail; due: string }) {
  const { cancel } = useServerChanges(server);
  const missing = useMissing("server:delete");
  return (
    <Banner
      look="warn"
      title="Scheduled for deletion"
      actions={
        <ReasonButton
          size="sm"
          reason={missing ?? reasonOf(serverCan.cancelDeletion(server))}
          busy={cancel.isPending}
          onClick={() => cancel.mutate()}
        >
          Cancel deletion
        </ReasonButton>
      }
    >
      It is shut down, and is deleted with its disks <Ago at={due} /> ({formatMoment(due)}). Until then you can take
      this back.
    </Banner>
  );
}

function NeverCreated({ server, leftovers, onDelete }: Props) {
  const again = new URLSearchParams({
    plan: server.plan.name,
    image: server.image.name,
    location: server.location.name,
    name: server.name,
  });
  return (
    <Banner
      look="bad"
      title="This server was not created"
      actions={
        <>
          <Link href={`/servers/new?${again}`} className={buttonStyle({ size: "sm", look: "primary" })}>
            Order again
          </Link>
          <Button size="sm" look="danger" onClick={onDelete}>
            Delete this entry
          </Button>
        </>
      }
    >
      Something went wrong while it was being built; the timeline says which step and why.{" "}
      {leftovers.length === 0
        ? "Nothing was left behind, its addresses are back in the pool and nothing is charged."
        : "Nothing is charged. A part is still being taken back by our staff."}
    </Banner>
  );
}
