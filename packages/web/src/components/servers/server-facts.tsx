"use client";

import { useQuery } from "@tanstack/react-query";
import { imagesQuery, locationsQuery, plansQuery } from "@/lib/api/catalog.ts";
import type { Server } from "@/lib/api/shapes.ts";
import { formatDisk, formatMemory, formatMoney } from "@/lib/format.ts";
import { planLimits } from "../order/plan-limits.ts";
import { Section } from "../ui/card.tsx";
import { Copy } from "../ui/copy.tsx";
import { Fact, Facts } from "../ui/facts.tsx";
import { Ago } from "../ui/time.tsx";

/** What it is, where it is, how it is reached, what it costs. */
export function ServerFacts({ server }: { server: Server }) {
  const { data: plans } = useQuery(plansQuery);
  const { data: images } = useQuery(imagesQuery);
  const { data: locations } = useQuery(locationsQuery);
  const plan = plans?.find((one) => one.id === server.plan.id);
  const image = images?.find((one) => one.id === server.image.id);
  const location = locations?.find((one) => one.id === server.location.id);
  return (
    <>
      <Section title="Network">
        <Facts>
          <Fact name="IPv4">{server.ipv4 ? <Copy what="IPv4 address" value={server.ipv4.address} /> : "–"}</Fact>
          <Fact name="IPv6">{server.ipv6 ? <Copy what="IPv6 address" value={server.ipv6.address} /> : "–"}</Fact>
          {server.ipv6 && (
            <Fact name="Network">
              <Copy what="IPv6 network" value={server.ipv6.network} />
            </Fact>
          )}
          {server.ipv4 && image && (
            <Fact name="Sign in">
              <Copy what="ssh command" value={`ssh ${image.default_user}@${server.ipv4.address}`} />
            </Fact>
          )}
        </Facts>
      </Section>
      <Section title="Details">
        <Facts>
          <Fact name="Plan">{plan?.title ?? server.plan.name}</Fact>
          <Fact name="Size">
            <span className="tabular">
              {server.cores} vCPU · {formatMemory(server.memory_mb)} · {formatDisk(server.disk_gb)}
            </span>
          </Fact>
          {plan && <Fact name="Limits">{planLimits(plan).join(" · ")}</Fact>}
          <Fact name="Image">{image?.title ?? server.image.name}</Fact>
          <Fact name="Location">{location ? `${location.title} (${location.name})` : server.location.name}</Fact>
          <Fact name="Price">{formatMoney(server.price)} a month</Fact>
          <Fact name="Created">
            <Ago at={server.created} />
          </Fact>
          <Fact name="Id">
            <Copy what="server id" value={server.id} />
          </Fact>
        </Facts>
      </Section>
    </>
  );
}
