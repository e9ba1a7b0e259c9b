"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import Link from "next/link";
import { tenantDetailQuery } from "@/lib/api/staff.ts";
import { Button } from "../ui/button.tsx";

/** Says that a list is of one tenant only, and leads back to it and to all. */
export function OneTenant({ id, onAll }: { id: string; onAll: () => void }) {
  const { data: tenant } = useQuery(tenantDetailQuery(id));
  return (
    <p className="mb-3 inline-flex max-w-full items-center gap-1 rounded-md border bg-surface py-0.5 pr-0.5 pl-2 text-xs">
      <span className="truncate">
        Only{" "}
        <Link href={`/operator/tenants/${id}`} className="rounded font-medium hover:text-accent">
          {tenant?.name ?? id}
        </Link>
      </span>
      <Button look="quiet" size="icon-sm" aria-label="Show all tenants" onClick={onAll}>
        <X aria-hidden />
      </Button>
    </p>
  );
}
