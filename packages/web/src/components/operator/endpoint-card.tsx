"use client";

import type { Endpoint } from "@/lib/api/shapes.ts";
import { formatCount, formatDisk, formatMemory, plural } from "@/lib/format.ts";
import { Section } from "../ui/card.tsx";
import { Meter } from "../ui/meter.tsx";
import { OpenSwitch } from "./open-switch.tsx";
import { Relays } from "./relays.tsx";

export function EndpointCard({ endpoint }: { endpoint: Endpoint }) {
  const { name, location, nodes, storages, free_ipv4 } = endpoint;
  return (
    <Section
      title={name}
      className="flex flex-col gap-5"
      aside={
        <span className="flex items-center gap-4 text-muted text-xs">
          <span>{location}</span>
          <span className="tabular">{formatCount(free_ipv4)} IPv4 free</span>
          <OpenSwitch kind="endpoint" id={endpoint.id} name={name} status={endpoint.status} />
        </span>
      }
    >
      {nodes.map((node) => (
        <div key={node.id}>
          <div className="mb-2 flex items-center justify-between gap-3">
            <h3 className="text-sm">
              <span className="font-medium">{node.name}</span>{" "}
              <span className="text-muted text-xs">· {plural(node.servers, "server")}</span>
            </h3>
            <OpenSwitch kind="node" id={node.id} name={node.name} status={node.status} />
          </div>
          <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
            <Meter
              label="Cores"
              value={node.cores.reserved}
              limit={node.cores.limit}
              format={formatCount}
              detail={`${formatCount(node.cores.total)} physical`}
            />
            <Meter
              label="Memory"
              value={node.memory_mb.reserved}
              limit={node.memory_mb.limit}
              format={formatMemory}
              detail={`${formatMemory(node.memory_mb.total)} physical`}
            />
            {storages
              .filter((storage) => storage.node === node.name)
              .map((storage) => (
                <StorageMeter key={storage.id} storage={storage} />
              ))}
          </div>
        </div>
      ))}
      <Shared storages={storages.filter((storage) => storage.node === null)} />
      <Relays relays={endpoint.relays} />
    </Section>
  );
}

const Shared = ({ storages }: { storages: Endpoint["storages"] }) =>
  storages.length > 0 && (
    <div>
      <h3 className="mb-2 font-medium text-sm">Shared storage</h3>
      <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
        {storages.map((storage) => (
          <StorageMeter key={storage.id} storage={storage} />
        ))}
      </div>
    </div>
  );

const StorageMeter = ({ storage }: { storage: Endpoint["storages"][number] }) => (
  <Meter
    label={`Disk · ${storage.name}${storage.status === "draining" ? " (draining)" : ""}`}
    value={storage.disk_gb.reserved}
    limit={storage.disk_gb.limit}
    format={formatDisk}
    detail={`${formatDisk(storage.disk_gb.total)} physical`}
  />
);
