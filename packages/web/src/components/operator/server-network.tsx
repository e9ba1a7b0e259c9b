"use client";

import { serverCan } from "@hostwright/core/server/state";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { OperatorServerDetail } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { reasonOf } from "../servers/reason.ts";
import { Section } from "../ui/card.tsx";
import { Copy } from "../ui/copy.tsx";
import { Fact, Facts } from "../ui/facts.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";

const SmtpDialog = dynamic(() => import("./smtp-dialog.tsx"), { ssr: false });

/** A server's addresses, whether it may send mail, and rules on its VM that nobody here has set. */
export function ServerNetwork({ server }: { server: OperatorServerDetail }) {
  const [asking, setAsking] = useState(false);
  const missing = useMissing("operator:network");
  return (
    <Section
      title="Network"
      aside={
        <ReasonButton size="sm" reason={missing ?? reasonOf(serverCan.setSmtp(server))} onClick={() => setAsking(true)}>
          {server.smtp_open ? "Close outgoing mail…" : "Open outgoing mail…"}
        </ReasonButton>
      }
    >
      <Facts>
        <Fact name="Addresses">
          <span className="flex w-full min-w-0 flex-col">
            {server.addresses.map(({ address, network, primary }) => (
              <span key={address} className="flex flex-wrap items-center gap-x-2">
                <Copy what={network ? "IPv6 network" : "IPv4 address"} value={network ?? address} />
                {!primary && <span className="text-muted text-xs">extra</span>}
              </span>
            ))}
          </span>
        </Fact>
        <Fact name="Outgoing mail">{server.smtp_open ? "Open (TCP port 25)" : "Closed"}</Fact>
        <Fact name="Rules of others">
          {server.foreign_rules > 0
            ? `${server.foreign_rules} on its VM, neither ours nor its owner’s. They are left as they are.`
            : "None seen"}
        </Fact>
      </Facts>
      {asking && <SmtpDialog server={server} onClose={() => setAsking(false)} />}
    </Section>
  );
}
