"use client";

import { useQuery } from "@tanstack/react-query";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { meQuery } from "@/lib/api/catalog.ts";
import { Card } from "./ui/card.tsx";
import { Empty } from "./ui/empty.tsx";

/** In place of a page that one may not see: whose it is, and whom to ask. */
export function Closed({ icon, title, children }: { icon: LucideIcon; title: string; children: ReactNode }) {
  const { data: me } = useQuery(meQuery);
  return (
    <Card>
      {me?.support ? (
        <Empty icon={icon} title="Not while you act in a customer's place">
          The customer looks after this alone.
        </Empty>
      ) : (
        <Empty icon={icon} title={title}>
          {children}
        </Empty>
      )}
    </Card>
  );
}
