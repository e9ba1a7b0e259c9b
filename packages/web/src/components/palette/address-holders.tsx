"use client";

import { Network } from "lucide-react";
import type { Assignment } from "@/lib/api/shapes.ts";
import { Ago } from "../ui/time.tsx";
import { Group, Item } from "./item.tsx";

/** Who has or had the address typed. */
export function AddressHolders({ assignments, go }: { assignments: Assignment[]; go: (href: string) => void }) {
  if (assignments.length === 0) return null;
  return (
    <Group heading="Holders of the address">
      {assignments.map((one) => (
        <Item
          key={`${one.server.id}${one.from}`}
          value={`${one.address} ${one.server.id}`}
          onSelect={() => go(`/operator/servers/${one.server.id}`)}
        >
          <Network aria-hidden />
          <span className="truncate">{one.server.name}</span>
          <span className="truncate text-muted text-xs">{one.tenant.name}</span>
          <span className="ml-auto text-muted text-xs">
            {one.until ? (
              <>
                until <Ago at={one.until} />
              </>
            ) : (
              "now"
            )}
          </span>
        </Item>
      ))}
    </Group>
  );
}
