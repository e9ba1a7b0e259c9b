"use client";

import { serverCan } from "@hostwright/core/server/state";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { reasonOf } from "./reason.ts";

const ScheduleDialog = dynamic(() => import("./schedule-dialog.tsx"), { ssr: false });

export function DangerZone({ server, onDelete }: { server: ServerDetail; onDelete: () => void }) {
  const missing = useMissing("server:delete");
  const [scheduling, setScheduling] = useState(false);
  return (
    <Section title="Danger zone" tone="bad" className="flex flex-col divide-y py-0">
      <Row
        title="Schedule deletion"
        text="Shuts it down now and deletes it later. Until then you can change your mind."
      >
        <ReasonButton
          look="danger"
          reason={missing ?? reasonOf(serverCan.scheduleDeletion(server))}
          onClick={() => setScheduling(true)}
        >
          Schedule…
        </ReasonButton>
      </Row>
      <Row
        title="Delete now"
        text="Takes disk and snapshots along at once. Our staff can still reach its backups for seven days."
      >
        <ReasonButton look="danger" reason={missing ?? reasonOf(serverCan.delete(server))} onClick={onDelete}>
          Delete server…
        </ReasonButton>
      </Row>
      {scheduling && <ScheduleDialog server={server} onClose={() => setScheduling(false)} />}
    </Section>
  );
}

const Row = ({ title, text, children }: { title: string; text: string; children: React.ReactNode }) => (
  <div className="flex flex-wrap items-center justify-between gap-3 py-3">
    <div className="min-w-0 flex-1 basis-48">
      <p className="font-medium text-sm">{title}</p>
      <p className="text-muted text-xs">{text}</p>
    </div>
    {children}
  </div>
);
