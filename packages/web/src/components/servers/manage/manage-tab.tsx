"use client";

import { serverCan } from "@hostwright/core/server/state";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { formatDisk, formatMemory } from "@/lib/format.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { Section } from "../../ui/card.tsx";
import { ReasonButton } from "../../ui/reason-button.tsx";
import { reasonOf } from "../reason.ts";
import { Protection } from "./protection.tsx";
import { useLongerChanges } from "./use-longer-changes.ts";

const ResizeDialog = dynamic(() => import("./resize-dialog.tsx"), { ssr: false });
const RebuildDialog = dynamic(() => import("./rebuild-dialog.tsx"), { ssr: false });
const RescueDialog = dynamic(() => import("./rescue-dialog.tsx"), { ssr: false });
const AccessDialog = dynamic(() => import("./access-dialog.tsx"), { ssr: false });

type Asking = "resize" | "rebuild" | "rescue" | "access";

/** What changes the server itself, each with what becomes of its data. */
export default function ManageTab({ server }: { server: ServerDetail }) {
  const [asking, setAsking] = useState<Asking>();
  const { rescue } = useLongerChanges(server);
  const noResize = useMissing("server:resize");
  const noAccess = useMissing("server:access");
  const noRescue = useMissing("server:rescue");
  const noRebuild = useMissing("server:rebuild");
  const onClose = () => setAsking(undefined);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Part
        title="Plan"
        text={`${server.plan.name}: ${server.cores} vCPU, ${formatMemory(server.memory_mb)}, ${formatDisk(server.disk_gb)} disk. Processor and memory go both ways, with a restart; the disk only grows.`}
      >
        <ReasonButton reason={noResize ?? reasonOf(serverCan.resize(server))} onClick={() => setAsking("resize")}>
          Change plan…
        </ReasonButton>
      </Part>
      <Part
        title="Password and keys"
        text="A new password or new SSH keys for the user you sign in as. The guest agent inside sets them while the server runs."
      >
        <ReasonButton reason={noAccess ?? reasonOf(serverCan.resetAccess(server))} onClick={() => setAsking("access")}>
          Reset access…
        </ReasonButton>
      </Part>
      <Part
        title="Rescue system"
        text={
          server.rescue
            ? "The server runs the rescue system; its disk is attached and untouched. Work in it through the console."
            : "Boots a small system from CD, with the server's disk attached, to repair one that does not come up. The disk is not changed."
        }
      >
        {server.rescue ? (
          <ReasonButton
            reason={noRescue ?? reasonOf(serverCan.disableRescue(server))}
            busy={rescue.isPending}
            onClick={() => rescue.mutate(false)}
          >
            Leave the rescue system
          </ReasonButton>
        ) : (
          <ReasonButton
            reason={noRescue ?? reasonOf(serverCan.enableRescue(server))}
            onClick={() => setAsking("rescue")}
          >
            Boot the rescue system…
          </ReasonButton>
        )}
      </Part>
      <Protection server={server} />
      <Part
        title="Rebuild"
        tone="bad"
        text="A fresh system from an image, on the same addresses and with the same keys. Everything on the disk is lost, snapshots included."
      >
        <ReasonButton
          look="danger"
          reason={noRebuild ?? reasonOf(serverCan.rebuild(server))}
          onClick={() => setAsking("rebuild")}
        >
          Rebuild…
        </ReasonButton>
      </Part>
      {asking === "resize" && <ResizeDialog server={server} onClose={onClose} />}
      {asking === "rebuild" && <RebuildDialog server={server} onClose={onClose} />}
      {asking === "rescue" && <RescueDialog server={server} onClose={onClose} />}
      {asking === "access" && <AccessDialog server={server} onClose={onClose} />}
    </div>
  );
}

const Part = ({ title, text, tone, children }: { title: string; text: string; tone?: "bad"; children: ReactNode }) => (
  <Section title={title} {...(tone ? { tone } : {})} className="flex flex-col items-start gap-3">
    <p className="text-muted text-sm">{text}</p>
    {children}
  </Section>
);
