"use client";

import { serverCan } from "@hostwright/core/server/state";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { ServerAddress, ServerDetail } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { reasonOf } from "../servers/reason.ts";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { AddressCard } from "./address-card.tsx";
import { ReleaseDialog } from "./release-dialog.tsx";
import { ReverseDialog, type ReverseTarget } from "./reverse-dialog.tsx";
import { useNetworkChanges } from "./use-network-changes.ts";

/** As the API has it; more is refused there. */
const EXTRA_LIMIT = 4;

/** A server's addresses: their names, and more of them. */
export default function NetworkTab({ server }: { server: ServerDetail }) {
  const { order } = useNetworkChanges(server.id);
  const missing = useMissing("address:create");
  const [releasing, setReleasing] = useState<ServerAddress>();
  const [naming, setNaming] = useState<ReverseTarget>();
  const reason = missing ?? reasonOf(serverCan.changeAddresses(server));
  const extra = server.addresses.filter((one) => !one.primary);
  const full = (family: ServerAddress["family"]) =>
    extra.filter((one) => one.family === family).length >= EXTRA_LIMIT
      ? `A server has at most ${EXTRA_LIMIT} extra ${family === "ipv4" ? "IPv4 addresses" : "IPv6 networks"}.`
      : undefined;
  const shared = {
    server,
    onName: setNaming,
    onRelease: setReleasing,
  };
  return (
    <div className="flex flex-col gap-4">
      <Section title="Addresses" className="flex flex-col divide-y p-0">
        {server.addresses
          .filter((one) => one.primary)
          .map((address) => (
            <AddressCard key={address.address} address={address} {...shared} />
          ))}
      </Section>
      <Section
        title="Extra addresses"
        className="flex flex-col divide-y p-0"
        aside={
          <span className="flex flex-wrap gap-2">
            {(["ipv4", "ipv6"] as const).map((family) => (
              <ReasonButton
                key={family}
                size="sm"
                reason={reason ?? full(family)}
                busy={order.isPending && order.variables === family}
                onClick={() => order.mutate(family)}
              >
                <Plus aria-hidden />
                {family === "ipv4" ? "Add IPv4 address" : "Add IPv6 network"}
              </ReasonButton>
            ))}
          </span>
        }
      >
        {extra.length === 0 && (
          <p className="p-4 text-muted text-sm">
            None. Add one to run several sites or mail under addresses of their own. We let it through to the server;
            you set it up inside, and we tell you how.
          </p>
        )}
        {extra.map((address) => (
          <AddressCard key={address.address} address={address} {...shared} />
        ))}
      </Section>
      {releasing && <ReleaseDialog server={server.id} address={releasing} onClose={() => setReleasing(undefined)} />}
      {naming && <ReverseDialog server={server.id} target={naming} onClose={() => setNaming(undefined)} />}
    </div>
  );
}
