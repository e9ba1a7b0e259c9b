"use client";

import { Server as ServerIcon } from "lucide-react";
import type { Server } from "@/lib/api/shapes.ts";
import { ServerStatus } from "../ui/status.tsx";
import { Group, Item } from "./item.tsx";

interface Found {
  servers: (Server & { tenant?: { name: string } })[];
  href: (server: Server) => string;
  go: (href: string) => void;
}

/** Servers by name, address, id, labels and, for operators, tenant. */
export function ServerItems({ servers, href, go }: Found) {
  if (servers.length === 0) return null;
  return (
    <Group heading="Servers">
      {servers.map((server) => (
        <Item
          key={server.id}
          value={`${server.name} ${server.id}`}
          keywords={[
            server.ipv4?.address ?? "",
            server.ipv6?.address ?? "",
            server.tenant?.name ?? "",
            ...Object.entries(server.labels).map(([key, value]) => `${key}=${value}`),
          ]}
          onSelect={() => go(href(server))}
        >
          <ServerIcon aria-hidden />
          <span className="truncate">{server.name}</span>
          {server.tenant && <span className="truncate text-muted text-xs">{server.tenant.name}</span>}
          <span className="ml-auto hidden font-mono text-muted text-xs sm:inline">{server.ipv4?.address}</span>
          <ServerStatus server={server} />
        </Item>
      ))}
    </Group>
  );
}
